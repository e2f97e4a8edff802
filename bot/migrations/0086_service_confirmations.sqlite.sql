-- A service is asked by a link whether what people are told of it is right, and what it answered.
CREATE TABLE service_confirmation (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    service VARCHAR(96) NOT NULL,
    asked_at TIMESTAMP NOT NULL,
    asked_by VARCHAR(64) NOT NULL,
    answer VARCHAR(16),
    answered_at TIMESTAMP,
    proposed_sealed BLOB,
    settled_at TIMESTAMP,
    settled_by VARCHAR(64)
);
CREATE INDEX service_confirmation_service ON service_confirmation (service);
CREATE INDEX service_confirmation_asked_at ON service_confirmation (asked_at);
