-- What was sent each day, shared by all replicas, and held against the caps of the programme
-- (bot/outbound/budget.py).
CREATE TABLE sending_day (
    id BIGSERIAL PRIMARY KEY,
    channel VARCHAR(16) NOT NULL,
    day VARCHAR(10) NOT NULL,
    messages INT NOT NULL DEFAULT 0,
    segments INT NOT NULL DEFAULT 0,
    warned BOOLEAN NOT NULL DEFAULT FALSE,
    UNIQUE (channel, day)
);
