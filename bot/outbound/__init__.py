"""A message goes out: queued, claimed, sent at its pace, its delivery recorded."""
