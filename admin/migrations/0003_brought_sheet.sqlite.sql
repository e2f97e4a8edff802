-- A sheet that somebody brought, until they say that it is to be taken in; for a day at most.

CREATE TABLE brought_sheet (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    name VARCHAR(128) NOT NULL,
    content BLOB NOT NULL,
    brought_at TIMESTAMP NOT NULL,
    staff_id BIGINT NOT NULL REFERENCES staff_member (id) ON DELETE CASCADE
);
CREATE INDEX brought_sheet_brought_at ON brought_sheet (brought_at);
CREATE INDEX brought_sheet_staff ON brought_sheet (staff_id);
