"""The directory's tables, from the first version to this one; see `bot/database/migrations.py`.

In: the tables of an older version.
Out: those that this one expects.
"""
