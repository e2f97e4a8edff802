-- Answers that staff give often, in each language, with placeholders.
CREATE TABLE canned_answer (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    title VARCHAR(64) NOT NULL,
    words TEXT NOT NULL,
    changed_at TIMESTAMP NOT NULL
);
