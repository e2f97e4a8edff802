-- For which regions of the programme somebody works: JSON; none, where it is all of them.
ALTER TABLE staff_member ADD COLUMN regions TEXT NOT NULL DEFAULT '[]';
ALTER TABLE staff_invitation ADD COLUMN regions TEXT NOT NULL DEFAULT '[]';
