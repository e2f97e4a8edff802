-- Of 100 classes, how many are enough to have gone through this cohort; NULL: as its programme says.
ALTER TABLE cohort ADD COLUMN attended_percent SMALLINT;
