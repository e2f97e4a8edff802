"""SQLite: the file, its executor, its backup.

In: transactions, many a commit.
Out: results once they are on the disk.
"""
