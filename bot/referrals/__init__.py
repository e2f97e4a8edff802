"""Referrals: somebody is passed on to a service, if they agree, and followed to the outcome.

In: whom staff pass on, and what the person and the receiver answer.
Out: rows, messages to both, and a public page for a receiver who has no account.
"""
