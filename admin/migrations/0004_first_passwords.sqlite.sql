-- Whose password somebody else knows: it is changed before anything else.

ALTER TABLE staff_member ADD COLUMN must_change INT NOT NULL DEFAULT 0;
