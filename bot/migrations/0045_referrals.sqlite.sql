-- People passed on to a service (bot/models/referrals.py).
CREATE TABLE referral (
    id BIGINT PRIMARY KEY NOT NULL,
    contact_id BIGINT NOT NULL REFERENCES contact (id) ON DELETE RESTRICT,
    state VARCHAR(16) NOT NULL,
    refused VARCHAR(16),
    outcome VARCHAR(16),
    urgency VARCHAR(16) NOT NULL,
    code_hash BLOB NOT NULL UNIQUE,
    service_hash BLOB NOT NULL,
    receiver_hash BLOB,
    told_sealed BLOB,
    passed_sealed BLOB,
    consent_version VARCHAR(32),
    consent_locale VARCHAR(16),
    consent_how VARCHAR(16),
    consented_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL,
    created_by VARCHAR(64) NOT NULL,
    sent_at TIMESTAMP,
    answer_by TIMESTAMP,
    due_at TIMESTAMP,
    reminded_at TIMESTAMP,
    tell_at TIMESTAMP,
    accepted_at TIMESTAMP,
    answered_at TIMESTAMP,
    ended_at TIMESTAMP,
    back_at TIMESTAMP,
    seen_by VARCHAR(64),
    link_step INT NOT NULL,
    receiver_message_id BIGINT
);
CREATE INDEX referral_contact ON referral (contact_id);
CREATE INDEX referral_service ON referral (service_hash);
CREATE INDEX referral_receiver ON referral (receiver_hash);
CREATE INDEX referral_due ON referral (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX referral_tell ON referral (tell_at) WHERE tell_at IS NOT NULL;
CREATE INDEX referral_back ON referral (back_at) WHERE back_at IS NOT NULL;
CREATE INDEX referral_created ON referral (created_at);
