-- What is told without a name must not tell by its number who told it: ids are drawn, and the rows
-- lie in the order of these. Words are sealed; what is in clear waits in `unsealed` for the key
-- (bot/privacy/unsealed.py).
CREATE TABLE unsealed (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    cell VARCHAR(64) NOT NULL,
    row_id BIGINT NOT NULL,
    words TEXT NOT NULL
);

CREATE TABLE feedback_before AS
    SELECT abs(random() % 9007199254740992) AS drawn, feedback.* FROM feedback;
DROP TABLE feedback;
CREATE TABLE feedback (
    id BIGINT PRIMARY KEY NOT NULL,
    contact_id BIGINT REFERENCES contact (id) ON DELETE RESTRICT,
    rating SMALLINT NOT NULL,
    said_sealed BLOB,
    locale VARCHAR(16) NOT NULL,
    created_on DATE NOT NULL,
    done_at TIMESTAMP,
    done_by VARCHAR(64)
) WITHOUT ROWID;
CREATE INDEX feedback_contact ON feedback (contact_id);
INSERT INTO feedback (id, contact_id, rating, locale, created_on, done_at, done_by)
    SELECT drawn, contact_id, rating, locale, created_on, done_at, done_by FROM feedback_before;
INSERT INTO unsealed (cell, row_id, words)
    SELECT 'feedback.said_sealed', drawn, json_object('words', words, 'service', service)
    FROM feedback_before ORDER BY drawn;
DROP TABLE feedback_before;

CREATE TABLE unmet_need_before AS SELECT * FROM unmet_need;
DROP TABLE unmet_need;
CREATE TABLE unmet_need (
    id BIGINT PRIMARY KEY NOT NULL,
    need VARCHAR(64) NOT NULL,
    place VARCHAR(64),
    locale VARCHAR(16) NOT NULL,
    channel VARCHAR(16) NOT NULL,
    noticed_on DATE NOT NULL
) WITHOUT ROWID;
INSERT INTO unmet_need (id, need, place, locale, channel, noticed_on)
    SELECT abs(random() % 9007199254740992), need, place, locale, channel, noticed_on
    FROM unmet_need_before;
DROP TABLE unmet_need_before;

-- Whoever knows the id of a phone of /try reads what it shows; it stood in the ids of its messages.
UPDATE inbound_message SET provider_id = lower(hex(randomblob(32)))
    WHERE channel IN ('webchat', 'webchat_sms');
