"""The directory goes out as HSDS.

In: records.
Out: JSON, JSON lines, CSV packages.
"""
