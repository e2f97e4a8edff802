-- What a member of staff has begun to write to somebody, so that it survives a closed browser.
CREATE TABLE staff_draft (
    id BIGSERIAL PRIMARY KEY,
    conversation_id BIGINT NOT NULL REFERENCES staff_conversation (id) ON DELETE CASCADE,
    written_by VARCHAR(64) NOT NULL,
    words_sealed BYTEA,
    saved_at TIMESTAMPTZ NOT NULL,
    UNIQUE (conversation_id, written_by)
);
CREATE INDEX staff_draft_conversation ON staff_draft (conversation_id);
CREATE INDEX staff_draft_saved_at ON staff_draft (saved_at);
