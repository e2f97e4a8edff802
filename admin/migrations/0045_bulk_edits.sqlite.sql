-- What staff chose to do to some services at once, to be looked at, done, and taken back as a whole.
CREATE TABLE bulk_edit (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    act VARCHAR(16) NOT NULL,
    told TEXT NOT NULL,
    services TEXT NOT NULL,
    made_by VARCHAR(64) NOT NULL,
    made_at TIMESTAMP NOT NULL,
    done_at TIMESTAMP,
    undone_at TIMESTAMP
);
CREATE INDEX bulk_edit_made_at ON bulk_edit (made_at);
