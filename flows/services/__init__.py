"""Finding a service: from a need to a card, and telling us what is wrong with it.

In: a need, a place, a choice of a list.
Out: lists and cards; a task for staff.
"""
