-- What people said of a course that is over, without them: ids are drawn, and instead of the day of
-- an answer stands the one on which the course ended, the same for all of them.
CREATE TABLE course_opinion (
    id BIGINT PRIMARY KEY,
    cohort_id BIGINT NOT NULL REFERENCES cohort (id) ON DELETE RESTRICT,
    question VARCHAR(16) NOT NULL,
    said_sealed BYTEA NOT NULL,
    ended_on DATE NOT NULL
);
CREATE INDEX course_opinion_cohort ON course_opinion (cohort_id);
CREATE INDEX course_opinion_ended ON course_opinion (ended_on);
-- How many of the questions somebody has answered: each counts once.
ALTER TABLE enrolment ADD COLUMN opinions SMALLINT NOT NULL DEFAULT 0;
