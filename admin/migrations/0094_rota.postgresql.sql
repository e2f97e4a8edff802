-- Who is on duty, by weekday and minutes of the day; and why the last alert did not reach an address.
CREATE TABLE rota_shift (
    id BIGSERIAL PRIMARY KEY,
    staff_id BIGINT NOT NULL REFERENCES staff_member (id) ON DELETE CASCADE,
    weekday SMALLINT NOT NULL,
    begins SMALLINT NOT NULL,
    ends SMALLINT NOT NULL
);
CREATE INDEX rota_shift_staff ON rota_shift (staff_id);
ALTER TABLE alert_address ADD COLUMN fault VARCHAR(200);
ALTER TABLE alert_address ADD COLUMN failed_at TIMESTAMPTZ;
