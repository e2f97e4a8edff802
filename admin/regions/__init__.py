"""For which regions does a member of staff work? One mechanism beside the table of permissions.

In: who asks, and which page or row.
Out: a way in, or none; lists and choices of their regions alone.
"""
