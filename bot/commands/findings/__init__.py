"""What `dalil doctor` looks at in the tables: money that was spent, words of our own.

In: settings.
Out: findings, each with its mend.
"""
