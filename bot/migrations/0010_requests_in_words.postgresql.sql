-- What somebody wants to talk about, sealed; and what is wrong with which service, a task that stays
-- when the person is forgotten.
ALTER TABLE help_request ALTER COLUMN contact_id DROP NOT NULL;
ALTER TABLE help_request ADD COLUMN words_sealed BYTEA;
ALTER TABLE help_request ADD COLUMN service VARCHAR(64);
