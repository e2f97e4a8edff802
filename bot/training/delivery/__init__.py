"""Delivery: what became of the notices of a training that were written, and of those that wait.

In: what is queued of classes and seats, and what the outbox says of it.
Out: whom no word reached, for staff; and words of today where a message waits for the morning.
"""
