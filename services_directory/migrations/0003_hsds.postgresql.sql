-- A service becomes what HSDS 3.2 knows of it: where, when, in which languages, at what cost.
-- What the flat row held moves into tables of its own; nothing is lost.

ALTER TABLE organisation ADD COLUMN uuid VARCHAR(36);
ALTER TABLE organisation ADD COLUMN source_language VARCHAR(16) NOT NULL DEFAULT '';
ALTER TABLE organisation ADD COLUMN email VARCHAR(254) NOT NULL DEFAULT '';
ALTER TABLE organisation ADD COLUMN website VARCHAR(500) NOT NULL DEFAULT '';
ALTER TABLE organisation ADD COLUMN logo VARCHAR(500) NOT NULL DEFAULT '';
ALTER TABLE organisation ADD COLUMN uri VARCHAR(500) NOT NULL DEFAULT '';
ALTER TABLE organisation ADD COLUMN parent_id BIGINT
    REFERENCES organisation (id) ON DELETE SET NULL;
ALTER TABLE organisation ADD COLUMN extra TEXT NOT NULL DEFAULT '{}';
CREATE INDEX organisation_parent ON organisation (parent_id);

ALTER TABLE service ADD COLUMN uuid VARCHAR(36);
ALTER TABLE service ADD COLUMN source_language VARCHAR(16) NOT NULL DEFAULT '';
ALTER TABLE service ADD COLUMN hsds_status VARCHAR(32) NOT NULL DEFAULT 'active';
ALTER TABLE service ADD COLUMN minimum_age DOUBLE PRECISION;
ALTER TABLE service ADD COLUMN maximum_age DOUBLE PRECISION;
ALTER TABLE service ADD COLUMN confidential BOOL NOT NULL DEFAULT FALSE;
ALTER TABLE service ADD COLUMN next_check_on DATE;
ALTER TABLE service ADD COLUMN extra TEXT NOT NULL DEFAULT '{}';
CREATE INDEX service_uuid ON service (uuid);

ALTER TABLE translation ADD COLUMN source_hash VARCHAR(64) NOT NULL DEFAULT '';
ALTER TABLE translation ADD COLUMN author VARCHAR(64);
ALTER TABLE translation ADD COLUMN updated_at TIMESTAMPTZ;

CREATE TABLE location (
    id BIGSERIAL PRIMARY KEY,
    source VARCHAR(64) NOT NULL,
    source_id VARCHAR(128) NOT NULL,
    uuid VARCHAR(36),
    source_language VARCHAR(16) NOT NULL,
    organisation_id BIGINT REFERENCES organisation (id) ON DELETE SET NULL,
    location_type VARCHAR(16) NOT NULL,
    region VARCHAR(64),
    place VARCHAR(64),
    latitude DOUBLE PRECISION,
    longitude DOUBLE PRECISION,
    external_identifier VARCHAR(128) NOT NULL,
    external_identifier_type VARCHAR(64) NOT NULL,
    url VARCHAR(500) NOT NULL,
    extra TEXT NOT NULL,
    UNIQUE (source, source_id)
);
CREATE INDEX location_organisation ON location (organisation_id);

CREATE TABLE service_at_location (
    id BIGSERIAL PRIMARY KEY,
    service_id BIGINT NOT NULL REFERENCES service (id) ON DELETE CASCADE,
    location_id BIGINT NOT NULL REFERENCES location (id) ON DELETE RESTRICT,
    position INT NOT NULL,
    uuid VARCHAR(36),
    extra TEXT NOT NULL,
    UNIQUE (service_id, location_id)
);
CREATE INDEX service_at_location_location ON service_at_location (location_id);

CREATE TABLE taxonomy (
    id BIGSERIAL PRIMARY KEY,
    source VARCHAR(64) NOT NULL,
    source_id VARCHAR(128) NOT NULL,
    uuid VARCHAR(36),
    source_language VARCHAR(16) NOT NULL,
    uri VARCHAR(500) NOT NULL,
    version VARCHAR(64) NOT NULL,
    extra TEXT NOT NULL,
    UNIQUE (source, source_id)
);

CREATE TABLE taxonomy_term (
    id BIGSERIAL PRIMARY KEY,
    source VARCHAR(64) NOT NULL,
    source_id VARCHAR(128) NOT NULL,
    uuid VARCHAR(36),
    source_language VARCHAR(16) NOT NULL,
    taxonomy_id BIGINT REFERENCES taxonomy (id) ON DELETE CASCADE,
    parent_id BIGINT REFERENCES taxonomy_term (id) ON DELETE SET NULL,
    code VARCHAR(128) NOT NULL,
    term_uri VARCHAR(500) NOT NULL,
    extra TEXT NOT NULL,
    UNIQUE (source, source_id)
);
CREATE INDEX taxonomy_term_taxonomy ON taxonomy_term (taxonomy_id);
CREATE INDEX taxonomy_term_parent ON taxonomy_term (parent_id);

CREATE TABLE address (
    id BIGSERIAL PRIMARY KEY,
    owner VARCHAR(16) NOT NULL,
    owner_id BIGINT NOT NULL,
    position INT NOT NULL,
    uuid VARCHAR(36),
    extra TEXT NOT NULL,
    attention VARCHAR(300) NOT NULL,
    address_2 VARCHAR(300) NOT NULL,
    city VARCHAR(300) NOT NULL,
    region VARCHAR(300) NOT NULL,
    state_province VARCHAR(300) NOT NULL,
    postal_code VARCHAR(32) NOT NULL,
    country VARCHAR(64) NOT NULL,
    address_type VARCHAR(16) NOT NULL
);
CREATE INDEX address_owner ON address (owner, owner_id);

CREATE TABLE phone (
    id BIGSERIAL PRIMARY KEY,
    owner VARCHAR(16) NOT NULL,
    owner_id BIGINT NOT NULL,
    position INT NOT NULL,
    uuid VARCHAR(36),
    extra TEXT NOT NULL,
    number VARCHAR(120) NOT NULL,
    extension VARCHAR(32) NOT NULL,
    type VARCHAR(16) NOT NULL
);
CREATE INDEX phone_owner ON phone (owner, owner_id);

CREATE TABLE schedule (
    id BIGSERIAL PRIMARY KEY,
    owner VARCHAR(16) NOT NULL,
    owner_id BIGINT NOT NULL,
    position INT NOT NULL,
    uuid VARCHAR(36),
    extra TEXT NOT NULL,
    osm VARCHAR(255) NOT NULL,
    freq VARCHAR(16) NOT NULL,
    interval INT,
    byday VARCHAR(64) NOT NULL,
    bymonthday VARCHAR(120) NOT NULL,
    byweekno VARCHAR(200) NOT NULL,
    byyearday VARCHAR(500) NOT NULL,
    dtstart VARCHAR(32) NOT NULL,
    until VARCHAR(32) NOT NULL,
    count INT,
    wkst VARCHAR(2) NOT NULL,
    opens_at VARCHAR(32) NOT NULL,
    closes_at VARCHAR(32) NOT NULL,
    valid_from VARCHAR(32) NOT NULL,
    valid_to VARCHAR(32) NOT NULL,
    timezone VARCHAR(64) NOT NULL,
    schedule_link VARCHAR(500) NOT NULL,
    attending_type VARCHAR(500) NOT NULL
);
CREATE INDEX schedule_owner ON schedule (owner, owner_id);

CREATE TABLE closure (
    id BIGSERIAL PRIMARY KEY,
    owner VARCHAR(16) NOT NULL,
    owner_id BIGINT NOT NULL,
    position INT NOT NULL,
    uuid VARCHAR(36),
    extra TEXT NOT NULL,
    starts_on DATE NOT NULL,
    ends_on DATE NOT NULL,
    kind VARCHAR(16) NOT NULL,
    opens_at VARCHAR(5) NOT NULL,
    closes_at VARCHAR(5) NOT NULL
);
CREATE INDEX closure_owner ON closure (owner, owner_id);

CREATE TABLE delivery_language (
    id BIGSERIAL PRIMARY KEY,
    owner VARCHAR(16) NOT NULL,
    owner_id BIGINT NOT NULL,
    position INT NOT NULL,
    uuid VARCHAR(36),
    extra TEXT NOT NULL,
    code VARCHAR(16) NOT NULL,
    name VARCHAR(120) NOT NULL
);
CREATE INDEX delivery_language_owner ON delivery_language (owner, owner_id);

CREATE TABLE accessibility (
    id BIGSERIAL PRIMARY KEY,
    owner VARCHAR(16) NOT NULL,
    owner_id BIGINT NOT NULL,
    position INT NOT NULL,
    uuid VARCHAR(36),
    extra TEXT NOT NULL,
    url VARCHAR(500) NOT NULL
);
CREATE INDEX accessibility_owner ON accessibility (owner, owner_id);

CREATE TABLE cost_option (
    id BIGSERIAL PRIMARY KEY,
    owner VARCHAR(16) NOT NULL,
    owner_id BIGINT NOT NULL,
    position INT NOT NULL,
    uuid VARCHAR(36),
    extra TEXT NOT NULL,
    amount DOUBLE PRECISION,
    currency VARCHAR(16) NOT NULL,
    valid_from VARCHAR(32) NOT NULL,
    valid_to VARCHAR(32) NOT NULL
);
CREATE INDEX cost_option_owner ON cost_option (owner, owner_id);

CREATE TABLE required_document (
    id BIGSERIAL PRIMARY KEY,
    owner VARCHAR(16) NOT NULL,
    owner_id BIGINT NOT NULL,
    position INT NOT NULL,
    uuid VARCHAR(36),
    extra TEXT NOT NULL,
    uri VARCHAR(500) NOT NULL
);
CREATE INDEX required_document_owner ON required_document (owner, owner_id);

CREATE TABLE service_area (
    id BIGSERIAL PRIMARY KEY,
    owner VARCHAR(16) NOT NULL,
    owner_id BIGINT NOT NULL,
    position INT NOT NULL,
    uuid VARCHAR(36),
    extra TEXT NOT NULL,
    region VARCHAR(64),
    extent TEXT NOT NULL,
    extent_type VARCHAR(64) NOT NULL,
    uri VARCHAR(500) NOT NULL
);
CREATE INDEX service_area_owner ON service_area (owner, owner_id);

CREATE TABLE attribute (
    id BIGSERIAL PRIMARY KEY,
    owner VARCHAR(16) NOT NULL,
    owner_id BIGINT NOT NULL,
    position INT NOT NULL,
    uuid VARCHAR(36),
    extra TEXT NOT NULL,
    term_id BIGINT REFERENCES taxonomy_term (id) ON DELETE SET NULL,
    link_type VARCHAR(64) NOT NULL,
    value TEXT NOT NULL,
    label VARCHAR(500) NOT NULL
);
CREATE INDEX attribute_owner ON attribute (owner, owner_id);
CREATE INDEX attribute_term ON attribute (term_id);

CREATE TABLE contact_person (
    id BIGSERIAL PRIMARY KEY,
    owner VARCHAR(16) NOT NULL,
    owner_id BIGINT NOT NULL,
    position INT NOT NULL,
    uuid VARCHAR(36),
    extra TEXT NOT NULL,
    name VARCHAR(200) NOT NULL,
    title VARCHAR(200) NOT NULL,
    department VARCHAR(200) NOT NULL,
    email VARCHAR(254) NOT NULL,
    is_public BOOL NOT NULL
);
CREATE INDEX contact_person_owner ON contact_person (owner, owner_id);

CREATE TABLE service_change (
    id BIGSERIAL PRIMARY KEY,
    service_id BIGINT NOT NULL REFERENCES service (id) ON DELETE CASCADE,
    happened_at TIMESTAMPTZ NOT NULL,
    who VARCHAR(64) NOT NULL,
    what VARCHAR(16) NOT NULL,
    difference TEXT NOT NULL,
    before TEXT NOT NULL
);
CREATE INDEX service_change_service ON service_change (service_id);

-- The language a service was first written in: the one its name was kept in first.
UPDATE service SET source_language = COALESCE((
    SELECT locale FROM translation
    WHERE owner = 'service' AND owner_id = service.id AND field = 'name'
    ORDER BY id LIMIT 1
), '');
UPDATE organisation SET source_language = COALESCE((
    SELECT locale FROM translation
    WHERE owner = 'organisation' AND owner_id = organisation.id AND field = 'name'
    ORDER BY id LIMIT 1
), '');

-- Where: a site for what has a town, a point or an address; else the region it serves.
INSERT INTO location (
    source, source_id, source_language, location_type, region, place, latitude, longitude,
    external_identifier, external_identifier_type, url, extra
)
SELECT source, 'of-' || source_id, source_language, 'physical', region, place, latitude, longitude,
    '', '', '', '{}'
FROM service
WHERE place IS NOT NULL OR latitude IS NOT NULL OR longitude IS NOT NULL OR EXISTS (
    SELECT 1 FROM translation
    WHERE owner = 'service' AND owner_id = service.id AND field = 'address'
)
ORDER BY id;
INSERT INTO service_at_location (service_id, location_id, position, extra)
SELECT service.id, location.id, 0, '{}'
FROM service JOIN location ON location.source = service.source
    AND location.source_id = 'of-' || service.source_id
ORDER BY service.id;
INSERT INTO address (
    owner, owner_id, position, extra, attention, address_2, city, region, state_province,
    postal_code, country, address_type
)
SELECT 'location', service_at_location.location_id, 0, '{}', '', '', '', '', '', '', '', 'physical'
FROM service_at_location
WHERE EXISTS (
    SELECT 1 FROM translation
    WHERE owner = 'service' AND owner_id = service_at_location.service_id AND field = 'address'
)
ORDER BY service_at_location.id;
UPDATE translation SET owner = 'address', field = 'address_1', owner_id = (
    SELECT address.id FROM address JOIN service_at_location
        ON service_at_location.location_id = address.owner_id AND address.owner = 'location'
    WHERE service_at_location.service_id = translation.owner_id
)
WHERE owner = 'service' AND field = 'address';
INSERT INTO service_area (owner, owner_id, position, extra, region, extent, extent_type, uri)
SELECT 'service', id, 0, '{}', region, '', '', ''
FROM service
WHERE region IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM service_at_location WHERE service_id = service.id)
ORDER BY id;

-- Hours stay as they were written: the program says them as rows when it next keeps the service.
INSERT INTO schedule (
    owner, owner_id, position, extra, osm, freq, byday, bymonthday, byweekno, byyearday, dtstart,
    until, wkst, opens_at, closes_at, valid_from, valid_to, timezone, schedule_link, attending_type
)
SELECT 'service', id, 0, '{}', opening_hours, '', '', '', '', '', '',
    '', '', '', '', '', '', '', '', ''
FROM service WHERE opening_hours <> '' ORDER BY id;

-- Numbers and languages stood in one cell each, one behind the other.
INSERT INTO phone (owner, owner_id, position, extra, number, extension, type)
SELECT 'service', id, number - 1, '{}', trim(word), '', ''
FROM service,
    regexp_split_to_table(phone, '[/;,\n]') WITH ORDINALITY AS part (word, number)
WHERE trim(word) <> '' ORDER BY id, number;

INSERT INTO delivery_language (owner, owner_id, position, extra, code, name)
SELECT 'service', id, number - 1, '{}', trim(word), ''
FROM service,
    regexp_split_to_table(spoken_languages, '[/;,| \n]+') WITH ORDINALITY AS part (word, number)
WHERE trim(word) <> '' ORDER BY id, number;

ALTER TABLE service DROP COLUMN phone;
ALTER TABLE service DROP COLUMN opening_hours;
ALTER TABLE service DROP COLUMN spoken_languages;
ALTER TABLE service DROP COLUMN place;
ALTER TABLE service DROP COLUMN latitude;
ALTER TABLE service DROP COLUMN longitude;
