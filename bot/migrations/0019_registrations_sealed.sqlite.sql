-- Which offer, which town, which name, which code: sealed, and found by keyed hashes. Those of a number
-- to be called find it when its owner asks to be forgotten.
INSERT INTO unsealed (cell, row_id, words)
    SELECT 'interest.registration_sealed', id, json_object('receipt', receipt, 'offer', offer, 'place', place,
        'first_name', first_name, 'reach_when', reach_when)
    FROM interest ORDER BY id;
CREATE TABLE interest_new (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    contact_id BIGINT NOT NULL REFERENCES contact (id) ON DELETE RESTRICT,
    registration_sealed BLOB,
    receipt_hash BLOB UNIQUE,
    offer_hash BLOB,
    place_hash BLOB,
    reach_sealed BLOB,
    reach_hash BLOB,
    locale VARCHAR(16) NOT NULL,
    created_at TIMESTAMP NOT NULL,
    done_at TIMESTAMP,
    done_by VARCHAR(64)
);
INSERT INTO interest_new (id, contact_id, reach_sealed, locale, created_at, done_at, done_by)
    SELECT id, contact_id, reach_sealed, locale, created_at, done_at, done_by FROM interest;
-- The number of one that is gone is given to no other.
UPDATE sqlite_sequence SET seq = (SELECT seq FROM sqlite_sequence WHERE name = 'interest')
    WHERE name = 'interest_new'
    AND EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'interest');
DROP TABLE interest;
ALTER TABLE interest_new RENAME TO interest;
CREATE INDEX interest_contact ON interest (contact_id);
CREATE INDEX interest_offer ON interest (offer_hash);
CREATE INDEX interest_reach ON interest (reach_hash);
