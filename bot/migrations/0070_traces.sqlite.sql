-- Where somebody's number or words stand besides their contact is found by keyed hashes
-- (bot/privacy/traces/addresses.py); what waits to be sent says of whom it tells (waiting.py).
ALTER TABLE outbound_message ADD COLUMN tells_of VARCHAR(32);
ALTER TABLE outbound_message ADD COLUMN reader_hash BLOB;
CREATE INDEX outbound_message_tells_of ON outbound_message (tells_of) WHERE tells_of IS NOT NULL;
CREATE INDEX outbound_message_reader ON outbound_message (reader_hash) WHERE reader_hash IS NOT NULL;
ALTER TABLE referral ADD COLUMN receiver_number_hash BLOB;
ALTER TABLE referral ADD COLUMN passed_hash BLOB;
CREATE INDEX referral_receiver_number ON referral (receiver_number_hash)
    WHERE receiver_number_hash IS NOT NULL;
CREATE INDEX referral_passed ON referral (passed_hash) WHERE passed_hash IS NOT NULL;
UPDATE outbound_message SET tells_of = (SELECT 'referral.' || CAST(r.id AS VARCHAR(20)) FROM referral AS r
    WHERE r.receiver_message_id = outbound_message.id AND r.state <> 'withdrawn')
    WHERE state IN ('queued', 'sending') AND contact_id IS NULL AND reminder_id IS NULL;
ALTER TABLE referral DROP COLUMN receiver_message_id;
