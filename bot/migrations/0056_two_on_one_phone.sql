-- Two people who share a phone may be in one cohort: who is whose is told by their names (bot/training/enrolments.py).
DROP INDEX enrolment_current;
CREATE INDEX enrolment_current ON enrolment (cohort_id, contact_id)
    WHERE state IN ('invited', 'waiting', 'confirmed', 'attending');
