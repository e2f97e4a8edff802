-- What staff have said in the place of our own sentences, change by change (bot/models/wordings.py).
CREATE TABLE wording (
    id VARCHAR(64) PRIMARY KEY NOT NULL,
    sentence VARCHAR(16) NOT NULL,
    one TEXT NOT NULL,
    many TEXT,
    locale VARCHAR(16) NOT NULL,
    revision INT NOT NULL,
    forms TEXT NOT NULL,
    released VARCHAR(16) NOT NULL,
    changed_by VARCHAR(64) NOT NULL,
    changed_at TIMESTAMP NOT NULL
) WITHOUT ROWID;
CREATE INDEX wording_sentence ON wording (sentence, locale, revision);
