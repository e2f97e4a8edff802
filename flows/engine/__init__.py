"""The engine of the conversations; it knows none of them. Pure.

In: what `flows/registry.py` registered; a session, an event, a world.
Out: a `Turn`.
"""
