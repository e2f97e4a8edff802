-- Colleagues who were sent a link by which they choose a password; only a hash of it is here.

CREATE TABLE staff_invitation (
    id BIGSERIAL PRIMARY KEY,
    token_hash VARCHAR(64) NOT NULL UNIQUE,
    name VARCHAR(64) NOT NULL,
    role VARCHAR(16) NOT NULL,
    locale VARCHAR(16) NOT NULL,
    invited_by_id BIGINT NOT NULL REFERENCES staff_member (id) ON DELETE CASCADE,
    made_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX staff_invitation_invited_by ON staff_invitation (invited_by_id);
CREATE INDEX staff_invitation_expires_at ON staff_invitation (expires_at);
