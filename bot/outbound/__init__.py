"""A message goes out: queued, claimed, sent within its rate limit, its delivery recorded."""
