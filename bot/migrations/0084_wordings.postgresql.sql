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
    changed_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX wording_sentence ON wording (sentence, locale, revision);

-- Every replica is told, and says the new words from then on.
CREATE FUNCTION tell_of_wordings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('dalil', 'wordings');
    RETURN NULL;
END $$;

CREATE TRIGGER wording_told AFTER INSERT ON wording
    FOR EACH STATEMENT EXECUTE FUNCTION tell_of_wordings();
