-- The key of the service that an archived one turned out to be: its links lead there.
ALTER TABLE service ADD COLUMN merged_into VARCHAR(96);
CREATE INDEX service_merged_into ON service (merged_into) WHERE merged_into IS NOT NULL;
