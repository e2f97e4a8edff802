-- A service is asked by a link whether what people are told of it is right, and what it answered.
CREATE TABLE service_confirmation (
    id BIGSERIAL PRIMARY KEY,
    service VARCHAR(96) NOT NULL,
    asked_at TIMESTAMPTZ NOT NULL,
    asked_by VARCHAR(64) NOT NULL,
    answer VARCHAR(16),
    answered_at TIMESTAMPTZ,
    proposed_sealed BYTEA,
    settled_at TIMESTAMPTZ,
    settled_by VARCHAR(64)
);
CREATE INDEX service_confirmation_service ON service_confirmation (service);
CREATE INDEX service_confirmation_asked_at ON service_confirmation (asked_at);
