-- Every published change makes the version grow; whoever listens on this database hears of it.

CREATE FUNCTION tell_of_directory() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('dalil', 'directory');
    RETURN NULL;
END $$;

CREATE TRIGGER directory_version_told AFTER INSERT OR UPDATE ON directory_version
    FOR EACH STATEMENT EXECUTE FUNCTION tell_of_directory();
