-- People, messages and what they told us.

CREATE TABLE contact (
    id BIGSERIAL PRIMARY KEY,
    channel VARCHAR(16) NOT NULL,
    address_hash BYTEA NOT NULL UNIQUE,
    address_sealed BYTEA NOT NULL,
    locale VARCHAR(16),
    locale_hint VARCHAR(16),
    place VARCHAR(64),
    source VARCHAR(64),
    session TEXT NOT NULL,
    consented_at TIMESTAMPTZ,
    stopped_at TIMESTAMPTZ,
    unreachable_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL,
    last_seen_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX contact_last_seen_at ON contact (last_seen_at);

CREATE TABLE consent (
    id BIGSERIAL PRIMARY KEY,
    contact_id BIGINT NOT NULL REFERENCES contact (id) ON DELETE RESTRICT,
    purpose VARCHAR(16) NOT NULL,
    text_version VARCHAR(32) NOT NULL,
    locale VARCHAR(16) NOT NULL,
    given_at TIMESTAMPTZ NOT NULL,
    withdrawn_at TIMESTAMPTZ
);
CREATE INDEX consent_contact ON consent (contact_id);

CREATE TABLE suppression (
    address_hash BYTEA NOT NULL PRIMARY KEY,
    stopped_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE help_request (
    id BIGSERIAL PRIMARY KEY,
    contact_id BIGINT NOT NULL REFERENCES contact (id) ON DELETE RESTRICT,
    reason VARCHAR(16) NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    done_at TIMESTAMPTZ,
    done_by VARCHAR(64)
);
CREATE INDEX help_request_contact ON help_request (contact_id);
CREATE INDEX help_request_created_at ON help_request (created_at);

CREATE TABLE inbound_message (
    id BIGSERIAL PRIMARY KEY,
    channel VARCHAR(16) NOT NULL,
    provider_id VARCHAR(128) NOT NULL,
    contact_id BIGINT REFERENCES contact (id) ON DELETE RESTRICT,
    event TEXT NOT NULL,
    answered_by_carrier BOOL NOT NULL,
    received_at TIMESTAMPTZ NOT NULL,
    answered_at TIMESTAMPTZ,
    UNIQUE (channel, provider_id)
);
CREATE INDEX inbound_message_contact ON inbound_message (contact_id);
CREATE INDEX inbound_message_received_at ON inbound_message (received_at);
-- What still waits for an answer, in the order it was written, contact by contact: few rows.
CREATE INDEX inbound_message_unanswered ON inbound_message (contact_id, id)
    WHERE answered_at IS NULL;

CREATE TABLE reminder (
    id BIGSERIAL PRIMARY KEY,
    title VARCHAR(120) NOT NULL,
    offer VARCHAR(64),
    place VARCHAR(64),
    audience_locale VARCHAR(16),
    state VARCHAR(16) NOT NULL,
    due_at TIMESTAMPTZ,
    expires_at TIMESTAMPTZ,
    created_by VARCHAR(64) NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    queued_at TIMESTAMPTZ
);
CREATE INDEX reminder_state ON reminder (state, due_at);

CREATE TABLE reminder_text (
    id BIGSERIAL PRIMARY KEY,
    reminder_id BIGINT NOT NULL REFERENCES reminder (id) ON DELETE CASCADE,
    locale VARCHAR(16) NOT NULL,
    words TEXT NOT NULL,
    UNIQUE (reminder_id, locale)
);
CREATE INDEX reminder_text_reminder ON reminder_text (reminder_id);

CREATE TABLE outbound_message (
    id BIGSERIAL PRIMARY KEY,
    channel VARCHAR(16) NOT NULL,
    contact_id BIGINT REFERENCES contact (id) ON DELETE RESTRICT,
    address_hash BYTEA NOT NULL,
    address_sealed BYTEA NOT NULL,
    kind VARCHAR(16) NOT NULL,
    reminder_id BIGINT REFERENCES reminder (id) ON DELETE RESTRICT,
    content TEXT NOT NULL,
    encoding VARCHAR(8),
    segments INT,
    state VARCHAR(16) NOT NULL,
    state_reason VARCHAR(200),
    attempts INT NOT NULL,
    next_attempt_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    provider_id VARCHAR(128),
    created_at TIMESTAMPTZ NOT NULL,
    sent_at TIMESTAMPTZ,
    UNIQUE (reminder_id, contact_id)
);
CREATE INDEX outbound_message_contact ON outbound_message (contact_id);
CREATE INDEX outbound_message_reminder ON outbound_message (reminder_id);
CREATE INDEX outbound_message_created_at ON outbound_message (created_at);
CREATE INDEX outbound_message_state ON outbound_message (state, next_attempt_at);
-- What still has to be sent, soonest first: few rows, however many were sent before.
CREATE INDEX outbound_message_due ON outbound_message (next_attempt_at) WHERE state = 'queued';

CREATE TABLE job_run (
    id BIGSERIAL PRIMARY KEY,
    job VARCHAR(32) NOT NULL,
    slot VARCHAR(32) NOT NULL,
    ran_at TIMESTAMPTZ NOT NULL,
    UNIQUE (job, slot)
);

CREATE TABLE interest (
    id BIGSERIAL PRIMARY KEY,
    contact_id BIGINT NOT NULL REFERENCES contact (id) ON DELETE RESTRICT,
    receipt VARCHAR(16) NOT NULL UNIQUE,
    offer VARCHAR(64) NOT NULL,
    place VARCHAR(64) NOT NULL,
    first_name VARCHAR(80) NOT NULL,
    reach_sealed BYTEA,
    reach_when VARCHAR(16) NOT NULL,
    locale VARCHAR(16) NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    done_at TIMESTAMPTZ,
    done_by VARCHAR(64)
);
CREATE INDEX interest_contact ON interest (contact_id);
CREATE INDEX interest_offer ON interest (offer);

CREATE TABLE feedback (
    id BIGSERIAL PRIMARY KEY,
    contact_id BIGINT REFERENCES contact (id) ON DELETE RESTRICT,
    service VARCHAR(64),
    rating SMALLINT NOT NULL,
    words TEXT NOT NULL,
    locale VARCHAR(16) NOT NULL,
    created_on DATE NOT NULL,
    done_at TIMESTAMPTZ,
    done_by VARCHAR(64)
);
CREATE INDEX feedback_contact ON feedback (contact_id);

CREATE TABLE unmet_need (
    id BIGSERIAL PRIMARY KEY,
    need VARCHAR(64) NOT NULL,
    place VARCHAR(64),
    locale VARCHAR(16) NOT NULL,
    channel VARCHAR(16) NOT NULL,
    noticed_on DATE NOT NULL
);
