"""Two services that staff say are one: compared, merged, and put back as they were.

In: two services, and for each part of them which of the two says it better.
Out: one that stays, under its own id; the other is archived and leads to it.
"""
