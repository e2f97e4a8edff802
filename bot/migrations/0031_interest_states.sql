-- How a wish stands: what was seen to before there were states is done.
ALTER TABLE interest ADD COLUMN state VARCHAR(16) NOT NULL DEFAULT 'new';
ALTER TABLE interest ADD COLUMN not_possible VARCHAR(16);
UPDATE interest SET state = 'done' WHERE done_at IS NOT NULL;
