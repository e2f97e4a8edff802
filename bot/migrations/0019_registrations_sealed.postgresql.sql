-- Which offer, which town, which name, which code: sealed, and found by keyed hashes. Those of a number
-- to be called find it when its owner asks to be forgotten.
INSERT INTO unsealed (cell, row_id, words)
    SELECT 'interest.registration_sealed', id, json_build_object('receipt', receipt, 'offer', offer, 'place', place,
        'first_name', first_name, 'reach_when', reach_when)::text
    FROM interest ORDER BY id;
ALTER TABLE interest ADD COLUMN registration_sealed BYTEA;
ALTER TABLE interest ADD COLUMN receipt_hash BYTEA UNIQUE;
ALTER TABLE interest ADD COLUMN offer_hash BYTEA;
ALTER TABLE interest ADD COLUMN place_hash BYTEA;
ALTER TABLE interest ADD COLUMN reach_hash BYTEA;
ALTER TABLE interest DROP COLUMN receipt, DROP COLUMN offer, DROP COLUMN place,
    DROP COLUMN first_name, DROP COLUMN reach_when;
CREATE INDEX interest_offer ON interest (offer_hash);
CREATE INDEX interest_reach ON interest (reach_hash);
