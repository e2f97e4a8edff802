"""HSDS 3.2, the standard directories are exchanged in: its names and tables, in both directions.

In: feeds; records.
Out: records; files that other programs read.
"""
