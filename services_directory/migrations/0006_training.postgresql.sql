-- Training: what is taught, each run of it, and each class. Nobody who takes part is in here.

CREATE TABLE course (
    id VARCHAR(64) PRIMARY KEY NOT NULL,
    offer VARCHAR(64),
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    skills TEXT NOT NULL,
    conditions TEXT NOT NULL,
    cost TEXT NOT NULL,
    hours INT,
    languages VARCHAR(200) NOT NULL,
    archived_at TIMESTAMPTZ,
    form_key VARCHAR(64) NOT NULL UNIQUE,
    version BIGINT NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE cohort (
    id BIGSERIAL PRIMARY KEY,
    course_id VARCHAR(64) NOT NULL REFERENCES course (id) ON DELETE RESTRICT,
    place VARCHAR(64) NOT NULL,
    venue TEXT NOT NULL,
    seats INT NOT NULL,
    enrol_until TIMESTAMPTZ NOT NULL,
    trainer VARCHAR(64) NOT NULL,
    timezone VARCHAR(64) NOT NULL,
    state VARCHAR(16) NOT NULL,
    form_key VARCHAR(64) NOT NULL UNIQUE,
    version BIGINT NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX cohort_by_course ON cohort (course_id);
CREATE INDEX cohort_by_version ON cohort (version);

CREATE TABLE class_meeting (
    id BIGSERIAL PRIMARY KEY,
    cohort_id BIGINT NOT NULL REFERENCES cohort (id) ON DELETE RESTRICT,
    starts_at TIMESTAMPTZ NOT NULL,
    ends_at TIMESTAMPTZ NOT NULL,
    venue TEXT NOT NULL,
    bring TEXT NOT NULL,
    uid VARCHAR(64) NOT NULL UNIQUE,
    sequence INT NOT NULL,
    cancelled_at TIMESTAMPTZ
);
CREATE INDEX class_meeting_by_cohort ON class_meeting (cohort_id);
CREATE INDEX class_meeting_by_start ON class_meeting (starts_at);
