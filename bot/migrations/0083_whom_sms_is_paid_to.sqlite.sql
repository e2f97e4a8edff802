-- Whether it goes also where no SMS is paid for: an answer that the limits let, or one to danger.
ALTER TABLE outbound_message ADD COLUMN at_any_price INT NOT NULL DEFAULT 0;
-- What waits was queued before anybody asked.
UPDATE outbound_message SET at_any_price = 1 WHERE state = 'queued' AND kind = 'reply';
