-- A sheet that somebody brought, until they say that it is to be taken in; for a day at most.

CREATE TABLE brought_sheet (
    id BIGSERIAL PRIMARY KEY,
    name VARCHAR(128) NOT NULL,
    content BYTEA NOT NULL,
    brought_at TIMESTAMPTZ NOT NULL,
    staff_id BIGINT NOT NULL REFERENCES staff_member (id) ON DELETE CASCADE
);
CREATE INDEX brought_sheet_brought_at ON brought_sheet (brought_at);
CREATE INDEX brought_sheet_staff ON brought_sheet (staff_id);
