-- One document holds all that is known of a service, an organisation, a location or a taxonomy;
-- the columns beside it are what lists and checks look for. 0005 moves the rows.

ALTER TABLE place ADD COLUMN names TEXT NOT NULL DEFAULT '{}';
ALTER TABLE service RENAME TO old_service;
ALTER TABLE service_at_location RENAME TO old_service_at_location;
ALTER TABLE service_change RENAME TO old_service_change;

CREATE TABLE shared_record (
    id BIGSERIAL PRIMARY KEY,
    kind VARCHAR(16) NOT NULL,
    source VARCHAR(64) NOT NULL,
    source_id VARCHAR(128) NOT NULL,
    uuid VARCHAR(36) NOT NULL,
    document TEXT NOT NULL,
    UNIQUE (kind, source, source_id)
);
CREATE INDEX shared_record_uuid ON shared_record (uuid);

CREATE TABLE service (
    id BIGSERIAL PRIMARY KEY,
    key VARCHAR(96) NOT NULL UNIQUE,
    source VARCHAR(64) NOT NULL,
    source_id VARCHAR(96) NOT NULL,
    organisation_id BIGINT NOT NULL REFERENCES shared_record (id) ON DELETE RESTRICT,
    status VARCHAR(16) NOT NULL,
    category VARCHAR(64) NOT NULL,
    region VARCHAR(64),
    place VARCHAR(64),
    last_checked_on DATE,
    next_check_on DATE,
    folded TEXT NOT NULL,
    phones TEXT NOT NULL,
    version BIGINT NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    updated_by VARCHAR(64),
    document TEXT NOT NULL,
    UNIQUE (source, source_id)
);
CREATE INDEX service_by_organisation ON service (organisation_id);
CREATE INDEX service_by_status ON service (status);
CREATE INDEX service_by_category ON service (category);
CREATE INDEX service_by_version ON service (version);

CREATE TABLE service_at_location (
    id BIGSERIAL PRIMARY KEY,
    service_id BIGINT NOT NULL REFERENCES service (id) ON DELETE CASCADE,
    location_id BIGINT NOT NULL REFERENCES shared_record (id) ON DELETE RESTRICT,
    UNIQUE (service_id, location_id)
);
CREATE INDEX service_at_location_by_location ON service_at_location (location_id);

CREATE TABLE service_change (
    id BIGSERIAL PRIMARY KEY,
    service_id BIGINT NOT NULL REFERENCES service (id) ON DELETE CASCADE,
    happened_at TIMESTAMPTZ NOT NULL,
    who VARCHAR(64) NOT NULL,
    what VARCHAR(16) NOT NULL,
    difference TEXT NOT NULL,
    before TEXT NOT NULL
);
CREATE INDEX service_change_by_service ON service_change (service_id);
