"""Finding a service: words, places, needs, times; pure, on one snapshot in memory.

In: a query.
Out: entries, the best first.
"""
