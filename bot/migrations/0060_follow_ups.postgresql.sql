-- Who agreed to be asked once, days later, whether a service helped (bot/models/follow_ups.py).
CREATE TABLE follow_up (
    id BIGINT PRIMARY KEY NOT NULL,
    contact_id BIGINT NOT NULL UNIQUE REFERENCES contact (id) ON DELETE RESTRICT,
    about_sealed BYTEA NOT NULL,
    referral_id BIGINT,
    agreed_at TIMESTAMPTZ NOT NULL,
    asked_at TIMESTAMPTZ,
    outbound_id BIGINT,
    closed_at TIMESTAMPTZ
);
CREATE INDEX follow_up_agreed ON follow_up (agreed_at);
-- What people answered, counted by the day, without them.
CREATE TABLE service_answer (
    id VARCHAR(200) PRIMARY KEY NOT NULL,
    day DATE NOT NULL,
    service VARCHAR(128) NOT NULL,
    answer VARCHAR(16) NOT NULL,
    times INT NOT NULL
);
CREATE INDEX service_answer_service ON service_answer (service);
