-- Staff: who may sign in, who is signed in, failed attempts, and the trail of every change.

CREATE TABLE staff_member (
    id BIGSERIAL PRIMARY KEY,
    name VARCHAR(64) NOT NULL,
    name_key VARCHAR(64) NOT NULL UNIQUE,
    password_hash VARCHAR(255) NOT NULL,
    role VARCHAR(16) NOT NULL,
    locale VARCHAR(16) NOT NULL,
    active BOOL NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    last_signed_in_at TIMESTAMPTZ
);

CREATE TABLE staff_session (
    id BIGSERIAL PRIMARY KEY,
    token_hash VARCHAR(64) NOT NULL UNIQUE,
    created_at TIMESTAMPTZ NOT NULL,
    last_seen_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    staff_id BIGINT NOT NULL REFERENCES staff_member (id) ON DELETE CASCADE
);
CREATE INDEX staff_session_expires_at ON staff_session (expires_at);
CREATE INDEX staff_session_staff ON staff_session (staff_id);

CREATE TABLE sign_in_attempt (
    subject_hash VARCHAR(64) NOT NULL PRIMARY KEY,
    failures INT NOT NULL,
    wait_until TIMESTAMPTZ NOT NULL,
    last_failed_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX sign_in_attempt_last_failed_at ON sign_in_attempt (last_failed_at);

CREATE TABLE audit_entry (
    id BIGSERIAL PRIMARY KEY,
    happened_at TIMESTAMPTZ NOT NULL,
    who VARCHAR(64) NOT NULL,
    what VARCHAR(32) NOT NULL,
    subject VARCHAR(32) NOT NULL,
    subject_id VARCHAR(128) NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL
);
CREATE INDEX audit_entry_happened_at ON audit_entry (happened_at);
CREATE INDEX audit_entry_subject ON audit_entry (subject, subject_id);
