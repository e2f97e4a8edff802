"""Somebody's seat in a cohort, as conversations see it, and how the seats of one stand. Pure.

In: nothing; what is kept stands in `bot/training/`.
Out: states and counts, for the world and for those who carry out what was decided.
"""
