-- What is on offer, in which words, and where each fact comes from.

CREATE TABLE directory_version (
    id INT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL
);

CREATE TABLE place (
    id BIGSERIAL PRIMARY KEY,
    key VARCHAR(64) NOT NULL UNIQUE,
    region VARCHAR(64) NOT NULL,
    spellings TEXT NOT NULL,
    latitude DOUBLE PRECISION,
    longitude DOUBLE PRECISION,
    geonames_id VARCHAR(32)
);

CREATE TABLE organisation (
    id BIGSERIAL PRIMARY KEY,
    source VARCHAR(64) NOT NULL,
    source_id VARCHAR(128) NOT NULL,
    UNIQUE (source, source_id)
);

CREATE TABLE service (
    id BIGSERIAL PRIMARY KEY,
    key VARCHAR(96) NOT NULL UNIQUE,
    organisation_id BIGINT NOT NULL REFERENCES organisation (id) ON DELETE RESTRICT,
    category VARCHAR(64) NOT NULL,
    region VARCHAR(64),
    place VARCHAR(64),
    latitude DOUBLE PRECISION,
    longitude DOUBLE PRECISION,
    phone VARCHAR(120) NOT NULL,
    email VARCHAR(254) NOT NULL,
    website VARCHAR(500) NOT NULL,
    opening_hours VARCHAR(255) NOT NULL,
    cost VARCHAR(16),
    spoken_languages VARCHAR(120) NOT NULL,
    caution VARCHAR(64),
    status VARCHAR(16) NOT NULL,
    confidence VARCHAR(16) NOT NULL,
    confirmed BOOL NOT NULL,
    last_checked_on DATE,
    last_checked_by VARCHAR(64),
    source VARCHAR(64) NOT NULL,
    source_id VARCHAR(96) NOT NULL,
    source_url VARCHAR(1000) NOT NULL,
    source_date VARCHAR(16) NOT NULL,
    notes TEXT NOT NULL,
    imported TEXT NOT NULL,
    folded TEXT NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    updated_by VARCHAR(64),
    UNIQUE (source, source_id)
);
CREATE INDEX service_category ON service (category);
CREATE INDEX service_status ON service (status);
CREATE INDEX service_organisation ON service (organisation_id);

CREATE TABLE translation (
    id BIGSERIAL PRIMARY KEY,
    owner VARCHAR(16) NOT NULL,
    owner_id BIGINT NOT NULL,
    field VARCHAR(32) NOT NULL,
    locale VARCHAR(16) NOT NULL,
    words TEXT NOT NULL,
    status VARCHAR(16) NOT NULL,
    UNIQUE (owner, owner_id, field, locale)
);
