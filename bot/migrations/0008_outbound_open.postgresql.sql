-- Before statistics are gathered PostgreSQL took all that is queued to look for one contact's; and a
-- broadcast has many messages due at the same moment, of which the first ones are wanted.
CREATE INDEX outbound_message_open ON outbound_message (contact_id)
    WHERE state IN ('queued', 'sending');
DROP INDEX outbound_message_due;
CREATE INDEX outbound_message_due ON outbound_message (channel, kind, next_attempt_at, id)
    WHERE state = 'queued';
