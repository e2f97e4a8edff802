-- By which number a trainer calls somebody: theirs for good, so that a list that was told or printed
-- stays right when others leave or are erased (bot/training/attendance.py).
ALTER TABLE enrolment ADD COLUMN roll_number INT;
CREATE TABLE roll_counter (
    cohort_id BIGINT PRIMARY KEY NOT NULL REFERENCES cohort (id) ON DELETE CASCADE,
    last_number INT NOT NULL
);
