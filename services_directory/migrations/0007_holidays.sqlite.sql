-- What staff say of holidays by the moon: confirmed, or a day earlier or later.

CREATE TABLE holiday_correction (
    holiday VARCHAR(96) NOT NULL PRIMARY KEY,
    day DATE NOT NULL,
    days INT NOT NULL,
    said_by VARCHAR(64) NOT NULL,
    said_at TIMESTAMP NOT NULL
);
