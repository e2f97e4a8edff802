-- Messages of reminders that still say whom they told (bot/privacy/retention.py ends that).
CREATE INDEX outbound_message_told ON outbound_message (created_at)
    WHERE reminder_id IS NOT NULL AND contact_id IS NOT NULL;
