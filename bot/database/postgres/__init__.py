"""PostgreSQL: executor, notifications, migrations, backup.

In: transactions, statement by statement.
Out: results, and hints of what other replicas committed.
"""
