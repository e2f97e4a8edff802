-- Who said STOP, START or ERASE, as a keyed hash: what a backup put back must not undo.
CREATE TABLE stop_or_erasure (
    id BIGSERIAL PRIMARY KEY,
    what VARCHAR(8) NOT NULL,
    address_hash BYTEA NOT NULL,
    said_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX stop_or_erasure_said_at ON stop_or_erasure (said_at);
