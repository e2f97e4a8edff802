"""Referrals: who is passed on to which service, with whose consent, and what came of it.

In: somebody staff know from a registration, a talk or an earlier referral.
Out: a referral (`bot/referrals`), and pages that show how each stands.
"""
