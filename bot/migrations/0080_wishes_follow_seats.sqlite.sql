-- Who took a seat themselves did it from the address they have here, and is written to there.
ALTER TABLE enrolment ADD COLUMN asked_here INT NOT NULL DEFAULT 0;
UPDATE enrolment SET asked_here = 1 WHERE state IN ('confirmed', 'attending', 'waiting');

-- A wish stands as its seats do, the weightiest last. Who left is not known to have left for good.
UPDATE interest SET state = 'done', not_possible = NULL, done_at = COALESCE(done_at,
  (SELECT MAX(e.told_at) FROM enrolment AS e WHERE e.interest_id = interest.id))
  WHERE EXISTS (SELECT 1 FROM enrolment AS e WHERE e.interest_id = interest.id
    AND e.state = 'completed');
UPDATE interest SET state = 'waiting', not_possible = NULL, done_at = NULL, done_by = NULL
  WHERE EXISTS (SELECT 1 FROM enrolment AS e WHERE e.interest_id = interest.id
    AND e.state = 'waiting');
UPDATE interest SET state = 'invited', not_possible = NULL, done_at = NULL, done_by = NULL
  WHERE EXISTS (SELECT 1 FROM enrolment AS e WHERE e.interest_id = interest.id
    AND e.state = 'invited');
UPDATE interest SET state = 'enrolled', not_possible = NULL, done_at = COALESCE(done_at,
  (SELECT MAX(e.told_at) FROM enrolment AS e WHERE e.interest_id = interest.id))
  WHERE EXISTS (SELECT 1 FROM enrolment AS e WHERE e.interest_id = interest.id
    AND e.state IN ('confirmed', 'attending'));
