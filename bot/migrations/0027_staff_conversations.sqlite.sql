-- Conversations of people with staff, one open at a time for each person, and what is said in them.
CREATE TABLE staff_conversation (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    contact_id BIGINT NOT NULL REFERENCES contact (id) ON DELETE RESTRICT,
    opened_at TIMESTAMP NOT NULL,
    last_at TIMESTAMP NOT NULL,
    waiting_since TIMESTAMP,
    answered_at TIMESTAMP,
    staff_spoke_at TIMESTAMP,
    staff_spoke_last INT NOT NULL,
    staff_listen INT NOT NULL,
    assigned_to VARCHAR(64),
    closed_at TIMESTAMP,
    closed_by VARCHAR(64)
);
CREATE INDEX staff_conversation_contact ON staff_conversation (contact_id);
CREATE INDEX staff_conversation_opened_at ON staff_conversation (opened_at);
CREATE INDEX staff_conversation_closed_at ON staff_conversation (closed_at);
CREATE UNIQUE INDEX staff_conversation_open ON staff_conversation (contact_id) WHERE closed_at IS NULL;

CREATE TABLE staff_message (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    conversation_id BIGINT NOT NULL REFERENCES staff_conversation (id) ON DELETE CASCADE,
    kind VARCHAR(8) NOT NULL,
    said_sealed BLOB,
    said_by VARCHAR(64),
    said_at TIMESTAMP NOT NULL,
    leaves_at TIMESTAMP,
    outbound_id BIGINT
);
CREATE INDEX staff_message_conversation ON staff_message (conversation_id);
CREATE INDEX staff_message_said_at ON staff_message (said_at);
CREATE INDEX staff_message_leaving ON staff_message (leaves_at) WHERE leaves_at IS NOT NULL;

-- Who waits already.
INSERT INTO staff_conversation
    (contact_id, opened_at, last_at, waiting_since, staff_spoke_last, staff_listen)
    SELECT contact_id, MIN(created_at), MAX(created_at), MIN(created_at), 0, 0 FROM help_request
    WHERE contact_id IS NOT NULL AND done_at IS NULL GROUP BY contact_id ORDER BY contact_id;
