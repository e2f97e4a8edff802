"""Tortoise's two back ends, made safe against tasks that are cancelled inside a transaction.

In: what Tortoise asks of a back end.
Out: the same, with no connection lost.
"""
