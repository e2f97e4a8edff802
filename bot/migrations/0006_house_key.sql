-- With another key nobody here would be found, and nothing sealed could be opened.
CREATE TABLE house_key (
    id INT PRIMARY KEY NOT NULL,
    fingerprint VARCHAR(32) NOT NULL
);
