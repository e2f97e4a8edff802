-- From when a message counts as waiting (bot/outbound/fair_queue.py), in milliseconds since 1970: one
-- person's many do not hold up the others. What is queued already goes first.
ALTER TABLE outbound_message ADD COLUMN fair_at BIGINT NOT NULL DEFAULT 0;
DROP INDEX outbound_message_due;
CREATE INDEX outbound_message_due ON outbound_message (channel, route, kind, fair_at, next_attempt_at, id)
    WHERE state = 'queued';
