"""Sealing, masking, retention: what keeps a stolen file from naming anybody.

In: addresses in the clear, and a secret key.
Out: sealed bytes and keyed hashes; nothing, once its time is over.
"""
