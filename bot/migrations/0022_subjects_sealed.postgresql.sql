-- That somebody may be in danger, which service they wrote about, in which town they look and how they
-- found us: sealed. Requests of a kind are found by a keyed hash that is another for each person.
INSERT INTO unsealed (cell, row_id, words)
    SELECT 'help_request.subject_sealed', id, json_build_object('reason', reason, 'service', service)::text
    FROM help_request ORDER BY id;
INSERT INTO unsealed (cell, row_id, words)
    SELECT 'contact.place_sealed', id, place FROM contact WHERE place IS NOT NULL ORDER BY id;
INSERT INTO unsealed (cell, row_id, words)
    SELECT 'contact.source_sealed', id, source FROM contact WHERE source IS NOT NULL ORDER BY id;
ALTER TABLE help_request ADD COLUMN subject_sealed BYTEA;
ALTER TABLE help_request ADD COLUMN subject_hash BYTEA;
ALTER TABLE help_request ADD COLUMN is_task BOOL NOT NULL DEFAULT false;
UPDATE help_request SET is_task = true WHERE service IS NOT NULL;
ALTER TABLE help_request DROP COLUMN reason;
ALTER TABLE help_request DROP COLUMN service;
ALTER TABLE contact ADD COLUMN place_sealed BYTEA;
ALTER TABLE contact ADD COLUMN source_sealed BYTEA;
ALTER TABLE contact DROP COLUMN place;
ALTER TABLE contact DROP COLUMN source;
