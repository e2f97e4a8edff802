"""The calendar for the whole programme: holidays confirmed or moved, many services shut at once.

In: what staff say of a day.
Out: the same for every service that it is about.
"""
