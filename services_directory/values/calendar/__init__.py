"""Which days are holidays and seasons, and what do they do to hours? Pure, but for its tables.

In: the tables beside it, and what staff confirmed or moved.
Out: a `Calendar`, and rules of hours.
"""
