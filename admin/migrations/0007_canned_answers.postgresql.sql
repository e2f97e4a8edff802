-- Answers that staff give often, in each language, with placeholders.
CREATE TABLE canned_answer (
    id BIGSERIAL PRIMARY KEY,
    title VARCHAR(64) NOT NULL,
    words TEXT NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL
);
