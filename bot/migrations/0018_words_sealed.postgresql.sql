-- What a message says is sealed while it waits, and nothing once it is settled: a list of who was told
-- what must not be there to be taken away.
ALTER TABLE outbound_message ADD COLUMN content_sealed BYTEA
    CHECK (content_sealed IS NULL OR state IN ('queued', 'sending'));
INSERT INTO unsealed (cell, row_id, words)
    SELECT 'outbound_message.content_sealed', id, content FROM outbound_message
    WHERE state IN ('queued', 'sending') ORDER BY id;
ALTER TABLE outbound_message DROP COLUMN content;
