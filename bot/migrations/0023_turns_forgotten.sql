-- What went before everybody's was an answer to danger: once it is settled, nothing says so any more.
UPDATE outbound_message SET fair_at = 0 WHERE fair_at <> 0 AND state NOT IN ('queued', 'sending');
