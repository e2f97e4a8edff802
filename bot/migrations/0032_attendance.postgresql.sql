-- Who came to a class, as a trainer marked it last.
CREATE TABLE class_attendance (
    id BIGSERIAL PRIMARY KEY,
    enrolment_id BIGINT NOT NULL REFERENCES enrolment (id) ON DELETE CASCADE,
    meeting_id BIGINT NOT NULL,
    present BOOLEAN NOT NULL,
    marked_by VARCHAR(64) NOT NULL,
    marked_at TIMESTAMPTZ NOT NULL,
    UNIQUE (enrolment_id, meeting_id)
);
