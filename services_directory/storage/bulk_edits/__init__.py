"""One act of staff on many services: checked, closed, published, archived; or on one, from a list.

In: which services somebody looked at and how they were then, and what is to be done with each.
Out: what it would change, what keeps which from it, and how it is all taken back.
"""
