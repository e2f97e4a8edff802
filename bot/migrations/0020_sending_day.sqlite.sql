-- What was sent each day, shared by all replicas, and held against the caps of the programme
-- (bot/outbound/budget.py).
CREATE TABLE sending_day (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    channel VARCHAR(16) NOT NULL,
    day VARCHAR(10) NOT NULL,
    messages INT NOT NULL DEFAULT 0,
    segments INT NOT NULL DEFAULT 0,
    warned INT NOT NULL DEFAULT 0,
    UNIQUE (channel, day)
);
