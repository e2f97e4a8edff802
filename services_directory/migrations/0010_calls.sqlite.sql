-- How often the card of a service was shown on a day, and what staff found when they called: nobody
-- who read it is in it.

CREATE TABLE service_shown (
    id VARCHAR(112) NOT NULL PRIMARY KEY,
    day DATE NOT NULL,
    service VARCHAR(96) NOT NULL,
    times INT NOT NULL
);

CREATE INDEX service_shown_day ON service_shown (day);

CREATE TABLE service_call (
    service VARCHAR(96) NOT NULL PRIMARY KEY,
    outcome VARCHAR(16) NOT NULL,
    called_by VARCHAR(64) NOT NULL,
    called_at TIMESTAMP NOT NULL,
    rests_until DATE NOT NULL
);
