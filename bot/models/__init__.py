"""The tables of people and messages, as Tortoise's models; `bot/migrations` makes them.

In: rows.
Out: objects that staff pages list.
"""
