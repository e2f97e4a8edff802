"""The directory in its tables: read, written, its history and its snapshot.

In: records to keep.
Out: the snapshot people are answered from, and what was before.
"""
