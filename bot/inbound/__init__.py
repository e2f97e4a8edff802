"""A message comes in: stored once, answered in one transaction, its effects written."""
