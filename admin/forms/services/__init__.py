"""The forms of the directory: a service in sections, its details and hours, a sheet's rows.

In: a draft, or what was posted.
Out: fields with their faults, and a draft again.
"""
