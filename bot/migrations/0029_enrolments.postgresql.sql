-- Who takes part in a training, what they were told of its classes, and what they answered.
CREATE TABLE enrolment (
    id BIGSERIAL NOT NULL PRIMARY KEY,
    contact_id BIGINT NOT NULL REFERENCES contact (id) ON DELETE RESTRICT,
    cohort_id BIGINT NOT NULL REFERENCES cohort (id) ON DELETE RESTRICT,
    interest_id BIGINT REFERENCES interest (id) ON DELETE SET NULL,
    state VARCHAR(16) NOT NULL,
    seats SMALLINT NOT NULL,
    answer_by TIMESTAMPTZ,
    name_sealed BYTEA,
    discreet BOOL NOT NULL DEFAULT FALSE,
    left_why VARCHAR(16),
    told_at TIMESTAMPTZ NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX enrolment_contact ON enrolment (contact_id);
CREATE INDEX enrolment_interest ON enrolment (interest_id);
CREATE INDEX enrolment_cohort ON enrolment (cohort_id, state);
-- Nobody is twice in a cohort at the same time; and whose time to answer is over is found at once.
CREATE UNIQUE INDEX enrolment_current ON enrolment (cohort_id, contact_id)
    WHERE state IN ('invited', 'waiting', 'confirmed', 'attending');
CREATE INDEX enrolment_invited ON enrolment (answer_by) WHERE state = 'invited';
CREATE TABLE class_notice (
    id BIGSERIAL NOT NULL PRIMARY KEY,
    enrolment_id BIGINT NOT NULL REFERENCES enrolment (id) ON DELETE CASCADE,
    kind VARCHAR(16) NOT NULL,
    meeting_id BIGINT NOT NULL,
    sequence INT NOT NULL,
    told_at TIMESTAMPTZ NOT NULL,
    outbound_id BIGINT,
    left_out VARCHAR(16),
    closed_at TIMESTAMPTZ,
    UNIQUE (enrolment_id, kind, meeting_id, sequence)
);
CREATE TABLE class_answer (
    id BIGSERIAL NOT NULL PRIMARY KEY,
    enrolment_id BIGINT NOT NULL REFERENCES enrolment (id) ON DELETE CASCADE,
    meeting_id BIGINT NOT NULL,
    comes BOOL NOT NULL,
    answered_at TIMESTAMPTZ NOT NULL,
    UNIQUE (enrolment_id, meeting_id)
);
CREATE TABLE class_notice_run (
    id BIGSERIAL NOT NULL PRIMARY KEY,
    kind VARCHAR(16) NOT NULL,
    meeting_id BIGINT NOT NULL,
    sequence INT NOT NULL,
    due_at TIMESTAMPTZ NOT NULL,
    UNIQUE (kind, meeting_id, sequence, due_at)
);
CREATE INDEX class_notice_run_due ON class_notice_run (due_at);
