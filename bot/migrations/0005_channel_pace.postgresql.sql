-- How fast each channel was sending, shared by all replicas (bot/outbound/rate_limit.py).
CREATE TABLE channel_pace (
    channel VARCHAR(16) NOT NULL PRIMARY KEY,
    full_at TIMESTAMPTZ NOT NULL,
    paused_until TIMESTAMPTZ
);

-- A reply is found at once, however many reminders wait before it.
DROP INDEX outbound_message_due;
CREATE INDEX outbound_message_due ON outbound_message (channel, kind, next_attempt_at)
    WHERE state = 'queued';
