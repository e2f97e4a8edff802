-- A service answers by SMS, too: from which number, while the question is open; and what it said
-- is right waits for its day to be noted.
ALTER TABLE service_confirmation ADD COLUMN number_hash BLOB;
ALTER TABLE service_confirmation ADD COLUMN outbound_id BIGINT;
ALTER TABLE service_confirmation ADD COLUMN to_check INT NOT NULL DEFAULT 0;
CREATE INDEX service_confirmation_number ON service_confirmation (number_hash) WHERE number_hash IS NOT NULL;
