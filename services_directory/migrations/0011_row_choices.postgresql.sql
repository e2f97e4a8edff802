-- What staff chose for a row of a sheet or a feed that looks like a service that is here, so that
-- nobody is asked again about its next edition.

CREATE TABLE row_choice (
    id BIGSERIAL PRIMARY KEY,
    source VARCHAR(64) NOT NULL,
    source_id VARCHAR(96) NOT NULL,
    choice VARCHAR(16) NOT NULL,
    service VARCHAR(96),
    imported TEXT NOT NULL,
    chosen_by VARCHAR(64) NOT NULL,
    chosen_at TIMESTAMPTZ NOT NULL,
    UNIQUE (source, source_id)
);
