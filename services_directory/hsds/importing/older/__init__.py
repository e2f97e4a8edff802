"""What older feeds call things: HSDS 1.x and 2.0, Open Referral UK 1, Ohana.

In: tables or objects as they were written.
Out: the same as HSDS 3.2 has them, and findings about what it has no place for.
"""
