-- What is told without a name must not tell by its number who told it: ids are drawn. Words are
-- sealed; what is in clear waits in `unsealed` for the key (bot/privacy/unsealed.py).
CREATE TABLE unsealed (
    id BIGSERIAL PRIMARY KEY,
    cell VARCHAR(64) NOT NULL,
    row_id BIGINT NOT NULL,
    words TEXT NOT NULL
);

CREATE TABLE feedback_before AS
    SELECT floor(random() * 9007199254740991)::bigint AS drawn, feedback.* FROM feedback;
DROP TABLE feedback;
CREATE TABLE feedback (
    id BIGINT PRIMARY KEY,
    contact_id BIGINT REFERENCES contact (id) ON DELETE RESTRICT,
    rating SMALLINT NOT NULL,
    said_sealed BYTEA,
    locale VARCHAR(16) NOT NULL,
    created_on DATE NOT NULL,
    done_at TIMESTAMPTZ,
    done_by VARCHAR(64)
);
CREATE INDEX feedback_contact ON feedback (contact_id);
INSERT INTO feedback (id, contact_id, rating, locale, created_on, done_at, done_by)
    SELECT drawn, contact_id, rating, locale, created_on, done_at, done_by
    FROM feedback_before ORDER BY drawn;
INSERT INTO unsealed (cell, row_id, words)
    SELECT 'feedback.said_sealed', drawn,
        json_build_object('words', words, 'service', service)::text
    FROM feedback_before ORDER BY drawn;
DROP TABLE feedback_before;

CREATE TABLE unmet_need_before AS
    SELECT floor(random() * 9007199254740991)::bigint AS drawn, unmet_need.* FROM unmet_need;
DROP TABLE unmet_need;
CREATE TABLE unmet_need (
    id BIGINT PRIMARY KEY,
    need VARCHAR(64) NOT NULL,
    place VARCHAR(64),
    locale VARCHAR(16) NOT NULL,
    channel VARCHAR(16) NOT NULL,
    noticed_on DATE NOT NULL
);
INSERT INTO unmet_need (id, need, place, locale, channel, noticed_on)
    SELECT drawn, need, place, locale, channel, noticed_on FROM unmet_need_before ORDER BY drawn;
DROP TABLE unmet_need_before;

-- Whoever knows the id of a phone of /try reads what it shows; it stood in the ids of its messages.
UPDATE inbound_message SET provider_id = md5(random()::text || id) || md5(random()::text)
    WHERE channel IN ('webchat', 'webchat_sms');
