-- For what its reader agreed to be written to unasked; NULL: to be told of offers and trainings.
ALTER TABLE outbound_message ADD COLUMN purpose VARCHAR(16);
