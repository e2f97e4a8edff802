-- Messages of foreign numbers that no answer is paid for, counted by day (bot/outbound/budget.py).
ALTER TABLE sending_day ADD COLUMN unanswered INT NOT NULL DEFAULT 0;
