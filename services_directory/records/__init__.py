"""A service as it is kept, whole, in the names of HSDS, and as staff edit it.

In: drafts and documents.
Out: records, or faults by field.
"""
