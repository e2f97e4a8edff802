"""Passing somebody on to a service: what they are asked, told and may take back.

In: a referral as it stands (`flows/engine/referrals.py`).
Out: words for the person and for the receiver, and what the person decides.
"""
