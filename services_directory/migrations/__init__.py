"""The directory's tables, from the first version to this one; see `bot/database/migrations.py`."""
