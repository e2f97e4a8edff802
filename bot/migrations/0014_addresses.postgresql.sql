-- The other addresses of one person: WhatsApp tells a number, an id in its place, or both.
CREATE TABLE contact_alias (
    address_hash BYTEA PRIMARY KEY NOT NULL,
    contact_id BIGINT NOT NULL REFERENCES contact (id) ON DELETE RESTRICT
);
CREATE INDEX contact_alias_contact ON contact_alias (contact_id);
-- Messages from addresses that fit nothing we know: kept until somebody looks, answered by nobody.
CREATE TABLE stray_message (
    id BIGSERIAL PRIMARY KEY,
    channel VARCHAR(16) NOT NULL,
    provider_id VARCHAR(128) NOT NULL,
    form_sealed BYTEA NOT NULL,
    received_at TIMESTAMPTZ NOT NULL,
    UNIQUE (channel, provider_id)
);
