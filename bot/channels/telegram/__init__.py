"""Telegram.

In: updates, by webhook or polling.
Out: messages and buttons.
"""
