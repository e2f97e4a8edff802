-- That somebody may be in danger, which service they wrote about, in which town they look and how they
-- found us: sealed. Requests of a kind are found by a keyed hash that is another for each person.
INSERT INTO unsealed (cell, row_id, words)
    SELECT 'help_request.subject_sealed', id, json_object('reason', reason, 'service', service)
    FROM help_request ORDER BY id;
INSERT INTO unsealed (cell, row_id, words)
    SELECT 'contact.place_sealed', id, place FROM contact WHERE place IS NOT NULL ORDER BY id;
INSERT INTO unsealed (cell, row_id, words)
    SELECT 'contact.source_sealed', id, source FROM contact WHERE source IS NOT NULL ORDER BY id;
ALTER TABLE help_request ADD COLUMN subject_sealed BLOB;
ALTER TABLE help_request ADD COLUMN subject_hash BLOB;
ALTER TABLE help_request ADD COLUMN is_task INT NOT NULL DEFAULT 0;
UPDATE help_request SET is_task = 1 WHERE service IS NOT NULL;
ALTER TABLE help_request DROP COLUMN reason;
ALTER TABLE help_request DROP COLUMN service;
ALTER TABLE contact ADD COLUMN place_sealed BLOB;
ALTER TABLE contact ADD COLUMN source_sealed BLOB;
ALTER TABLE contact DROP COLUMN place;
ALTER TABLE contact DROP COLUMN source;
