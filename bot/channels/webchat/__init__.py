"""The page at /try: somebody tries Dalil without a phone.

In: what a visitor types or presses.
Out: the same replies as on a phone, shown as two of them.
"""
