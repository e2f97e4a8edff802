-- When staff are to be told that somebody waits.
ALTER TABLE staff_conversation ADD COLUMN alert_at TIMESTAMP;
CREATE INDEX staff_conversation_alerts ON staff_conversation (alert_at) WHERE alert_at IS NOT NULL;
