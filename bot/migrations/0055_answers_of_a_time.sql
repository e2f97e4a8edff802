-- Of which time and place of a class somebody said whether they come, as class_meeting.sequence has it.
ALTER TABLE class_answer ADD COLUMN sequence INT NOT NULL DEFAULT 0;
