-- Of several SMS routes each sends at a pace of its own: which one a message is queued for
-- (bot/channels/routes.py); '' where the channel has one.
ALTER TABLE outbound_message ADD COLUMN route VARCHAR(16) NOT NULL DEFAULT '';
DROP INDEX outbound_message_due;
CREATE INDEX outbound_message_due ON outbound_message (channel, route, kind, next_attempt_at, id)
    WHERE state = 'queued';
