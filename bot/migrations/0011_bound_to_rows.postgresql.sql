-- What is sealed is bound to its row, so an address cannot be copied here from the contact: it is
-- read there. A farewell, whose contact is gone, keeps one of its own. The hash was never asked for.
ALTER TABLE outbound_message ADD COLUMN farewell_sealed BYTEA;
UPDATE outbound_message SET farewell_sealed = address_sealed WHERE contact_id IS NULL;
ALTER TABLE outbound_message DROP COLUMN address_sealed;
ALTER TABLE outbound_message DROP COLUMN address_hash;
