-- What a file said of a service when it was last imported: who says the same again changes nothing.

ALTER TABLE service ADD COLUMN digest VARCHAR(64);
