-- Which role may what, as administrators change it. They themselves may everything, so no row tells it.
-- Whoever was an editor or a trainer may do the same as before.

CREATE TABLE role_permission (
    id BIGSERIAL PRIMARY KEY,
    role VARCHAR(16) NOT NULL,
    permission VARCHAR(32) NOT NULL,
    UNIQUE (role, permission)
);

INSERT INTO role_permission (role, permission) VALUES
    ('editor', 'see_directory'),
    ('editor', 'edit_directory'),
    ('editor', 'see_figures'),
    ('editor', 'answer_people'),
    ('editor', 'reveal_numbers'),
    ('editor', 'register_people'),
    ('editor', 'refer_people'),
    ('editor', 'read_feedback'),
    ('counsellor', 'see_directory'),
    ('counsellor', 'answer_people'),
    ('counsellor', 'reveal_numbers'),
    ('counsellor', 'register_people'),
    ('counsellor', 'refer_people'),
    ('counsellor', 'read_feedback'),
    ('trainer', 'see_directory'),
    ('trainer', 'reveal_numbers'),
    ('trainer', 'register_people'),
    ('trainer', 'refer_people'),
    ('trainer', 'see_trainings'),
    ('trainer', 'mark_attendance'),
    ('trainer', 'plan_trainings'),
    ('trainer', 'send_reminders'),
    ('trainer', 'approve_reminders'),
    ('viewer', 'see_directory'),
    ('viewer', 'see_figures');
