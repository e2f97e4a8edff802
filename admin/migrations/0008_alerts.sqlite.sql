-- Where members of staff want to be told that somebody waits, and the codes by which they link it.
CREATE TABLE alert_address (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    staff_id BIGINT NOT NULL REFERENCES staff_member (id) ON DELETE CASCADE,
    channel VARCHAR(16) NOT NULL,
    address_hash BLOB NOT NULL UNIQUE,
    address_sealed BLOB,
    linked_at TIMESTAMP NOT NULL
);
CREATE INDEX alert_address_staff ON alert_address (staff_id);

CREATE TABLE alert_code (
    code_hash VARCHAR(64) NOT NULL PRIMARY KEY,
    staff_id BIGINT NOT NULL REFERENCES staff_member (id) ON DELETE CASCADE,
    made_at TIMESTAMP NOT NULL
);
CREATE INDEX alert_code_staff ON alert_code (staff_id);
CREATE INDEX alert_code_made_at ON alert_code (made_at);
