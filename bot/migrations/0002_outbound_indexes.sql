-- Every index is paid for by every answer: these two were never asked, the new one is small.
DROP INDEX outbound_message_reminder;
DROP INDEX outbound_message_state;
CREATE INDEX outbound_message_sending ON outbound_message (next_attempt_at) WHERE state = 'sending';
