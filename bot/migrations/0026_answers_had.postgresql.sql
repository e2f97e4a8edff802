-- How many answers somebody had who was erased: so that ERASE is no way round the limit. For a day.
CREATE TABLE answers_had (
    id BIGSERIAL PRIMARY KEY,
    day_digest BYTEA NOT NULL UNIQUE,
    had_sealed BYTEA,
    erased_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX answers_had_erased ON answers_had (erased_at);
-- From whom a message came whose address nobody could read, so that their ERASE reaches it.
ALTER TABLE stray_message ADD COLUMN sender_hash BYTEA;
