-- What a reminder is about, to whom it goes and its words; and why somebody left a course: sealed. Beside
-- who got it, and who it was, these told who wished for what.
INSERT INTO unsealed (cell, row_id, words)
    SELECT 'reminder.planned_sealed', id, json_build_object(
        'title', title, 'offer', offer, 'place', place, 'locale', audience_locale,
        'texts', COALESCE((SELECT json_object_agg(t.locale, t.words) FROM reminder_text AS t
                           WHERE t.reminder_id = reminder.id), '{}'::json))::text
    FROM reminder ORDER BY id;
INSERT INTO unsealed (cell, row_id, words)
    SELECT 'enrolment.left_why_sealed', id, left_why FROM enrolment WHERE left_why IS NOT NULL ORDER BY id;
ALTER TABLE reminder ADD COLUMN planned_sealed BYTEA;
ALTER TABLE reminder DROP COLUMN title;
ALTER TABLE reminder DROP COLUMN offer;
ALTER TABLE reminder DROP COLUMN place;
ALTER TABLE reminder DROP COLUMN audience_locale;
DROP TABLE reminder_text;
ALTER TABLE enrolment ADD COLUMN left_why_sealed BYTEA;
ALTER TABLE enrolment DROP COLUMN left_why;
