-- What is committed is told to every replica at once (bot/database/postgres/listener.py).

CREATE FUNCTION tell_of_outbound() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('dalil', 'outbound ' || NEW.channel);
    RETURN NULL;
END $$;

CREATE FUNCTION tell_of_reminder() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('dalil', 'reminder');
    RETURN NULL;
END $$;

-- Within one transaction PostgreSQL tells the same words once, however many rows there are.
CREATE TRIGGER outbound_message_told AFTER INSERT ON outbound_message
    FOR EACH ROW EXECUTE FUNCTION tell_of_outbound();
CREATE TRIGGER reminder_told AFTER INSERT ON reminder
    FOR EACH ROW EXECUTE FUNCTION tell_of_reminder();
