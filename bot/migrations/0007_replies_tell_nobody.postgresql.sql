-- A reply is sent by the replica that queued it: to wake the others for each cost every answer two
-- looks into the tables. Should that replica die, their look a second finds the reply.
DROP TRIGGER outbound_message_told ON outbound_message;
CREATE TRIGGER outbound_message_told AFTER INSERT ON outbound_message
    FOR EACH ROW WHEN (NEW.kind <> 'reply') EXECUTE FUNCTION tell_of_outbound();
