-- Whoever said that they come to a class may have said that they come late.
ALTER TABLE class_answer ADD COLUMN late INT NOT NULL DEFAULT 0;
