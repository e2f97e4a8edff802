-- A code from the phone when signing in, what stands in for it, and which roles need it.

ALTER TABLE staff_member ADD COLUMN totp_sealed BLOB;
ALTER TABLE staff_member ADD COLUMN totp_step BIGINT;
ALTER TABLE staff_session ADD COLUMN proved_at TIMESTAMP;

CREATE TABLE recovery_code (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    code_hash VARCHAR(64) NOT NULL,
    staff_id BIGINT NOT NULL REFERENCES staff_member (id) ON DELETE CASCADE
);
CREATE INDEX recovery_code_staff ON recovery_code (staff_id);

CREATE TABLE second_factor_rule (
    role VARCHAR(16) NOT NULL PRIMARY KEY
);
