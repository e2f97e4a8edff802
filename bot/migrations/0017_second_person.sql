-- A reminder to many waits until somebody else than who wrote it agrees (bot/broadcasts/second_person.py).
ALTER TABLE reminder ADD COLUMN approved_by VARCHAR(64);
