-- Certificates: what was learnt, and of nobody who learnt it (bot/models/certificates.py).
CREATE TABLE certificate (
    id BIGSERIAL PRIMARY KEY,
    code VARCHAR(16) NOT NULL UNIQUE,
    enrolment_id BIGINT UNIQUE REFERENCES enrolment (id) ON DELETE SET NULL,
    course_id VARCHAR(64) NOT NULL,
    title TEXT NOT NULL,
    place VARCHAR(64) NOT NULL,
    finished_on DATE NOT NULL,
    hours INT,
    holder_sealed BYTEA,
    issued_at TIMESTAMPTZ NOT NULL,
    issued_by VARCHAR(64) NOT NULL,
    revoked_at TIMESTAMPTZ
);
