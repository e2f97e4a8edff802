-- Conversations of people with staff, one open at a time for each person, and what is said in them.
CREATE TABLE staff_conversation (
    id BIGSERIAL PRIMARY KEY,
    contact_id BIGINT NOT NULL REFERENCES contact (id) ON DELETE RESTRICT,
    opened_at TIMESTAMPTZ NOT NULL,
    last_at TIMESTAMPTZ NOT NULL,
    waiting_since TIMESTAMPTZ,
    answered_at TIMESTAMPTZ,
    staff_spoke_at TIMESTAMPTZ,
    staff_spoke_last BOOL NOT NULL,
    staff_listen BOOL NOT NULL,
    assigned_to VARCHAR(64),
    closed_at TIMESTAMPTZ,
    closed_by VARCHAR(64)
);
CREATE INDEX staff_conversation_contact ON staff_conversation (contact_id);
CREATE INDEX staff_conversation_opened_at ON staff_conversation (opened_at);
CREATE INDEX staff_conversation_closed_at ON staff_conversation (closed_at);
CREATE UNIQUE INDEX staff_conversation_open ON staff_conversation (contact_id) WHERE closed_at IS NULL;

CREATE TABLE staff_message (
    id BIGSERIAL PRIMARY KEY,
    conversation_id BIGINT NOT NULL REFERENCES staff_conversation (id) ON DELETE CASCADE,
    kind VARCHAR(8) NOT NULL,
    said_sealed BYTEA,
    said_by VARCHAR(64),
    said_at TIMESTAMPTZ NOT NULL,
    leaves_at TIMESTAMPTZ,
    outbound_id BIGINT
);
CREATE INDEX staff_message_conversation ON staff_message (conversation_id);
CREATE INDEX staff_message_said_at ON staff_message (said_at);
CREATE INDEX staff_message_leaving ON staff_message (leaves_at) WHERE leaves_at IS NOT NULL;

-- Who waits already.
INSERT INTO staff_conversation
    (contact_id, opened_at, last_at, waiting_since, staff_spoke_last, staff_listen)
    SELECT contact_id, MIN(created_at), MAX(created_at), MIN(created_at), false, false FROM help_request
    WHERE contact_id IS NOT NULL AND done_at IS NULL GROUP BY contact_id ORDER BY contact_id;
