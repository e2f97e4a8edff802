-- Forms that were sent, by a hash, so that none is carried out twice.
CREATE TABLE used_form (
    form_hash VARCHAR(64) NOT NULL PRIMARY KEY,
    used_at TIMESTAMPTZ NOT NULL,
    led_to VARCHAR(2000)
);
CREATE INDEX used_form_used_at ON used_form (used_at);
