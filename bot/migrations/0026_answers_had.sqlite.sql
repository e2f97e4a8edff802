-- How many answers somebody had who was erased: so that ERASE is no way round the limit. For a day.
CREATE TABLE answers_had (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    day_digest BLOB NOT NULL UNIQUE,
    had_sealed BLOB,
    erased_at TIMESTAMP NOT NULL
);
CREATE INDEX answers_had_erased ON answers_had (erased_at);
-- From whom a message came whose address nobody could read, so that their ERASE reaches it.
ALTER TABLE stray_message ADD COLUMN sender_hash BLOB;
