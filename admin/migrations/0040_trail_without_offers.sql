-- What a reminder was about and to whom it went is sealed where it is kept; the trail does not tell it, either.
UPDATE audit_entry SET before = '{}', after = '{}' WHERE subject = 'reminder' AND what = 'scheduled';
