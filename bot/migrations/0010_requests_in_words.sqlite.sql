-- What somebody wants to talk about, sealed; and what is wrong with which service, a task that stays
-- when the person is forgotten.
CREATE TABLE help_request_new (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    contact_id BIGINT REFERENCES contact (id) ON DELETE RESTRICT,
    reason VARCHAR(16) NOT NULL,
    words_sealed BLOB,
    service VARCHAR(64),
    created_at TIMESTAMP NOT NULL,
    done_at TIMESTAMP,
    done_by VARCHAR(64)
);
INSERT INTO help_request_new (id, contact_id, reason, created_at, done_at, done_by)
    SELECT id, contact_id, reason, created_at, done_at, done_by FROM help_request;
-- The number of a request that is gone is given to no other.
UPDATE sqlite_sequence SET seq = (SELECT seq FROM sqlite_sequence WHERE name = 'help_request')
    WHERE name = 'help_request_new'
    AND EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'help_request');
DROP TABLE help_request;
ALTER TABLE help_request_new RENAME TO help_request;
CREATE INDEX help_request_contact ON help_request (contact_id);
CREATE INDEX help_request_created_at ON help_request (created_at);
