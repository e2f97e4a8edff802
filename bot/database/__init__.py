"""The database: opened, migrated and written to, the same on SQLite and PostgreSQL.

In: transactions, as generators of SQL.
Out: their results after the commit, or a fault by name.
"""
