"""Registering interest in a training or a financial offer, and what became of it.

In: what somebody answers, one question at a time.
Out: an interest with its receipt, changed or taken back when they say so.
"""
