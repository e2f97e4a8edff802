-- What a message cost, in millionths of its currency: sums stay exact.
ALTER TABLE outbound_message ADD COLUMN price_micros BIGINT;
ALTER TABLE outbound_message ADD COLUMN currency VARCHAR(3);
