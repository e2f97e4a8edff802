-- One row for each key that was in use: `dalil rekey` lays a new one around the hashes of the old.
ALTER TABLE house_key ADD COLUMN hash_key_sealed BYTEA;
ALTER TABLE house_key ADD COLUMN finished_at TIMESTAMPTZ;
