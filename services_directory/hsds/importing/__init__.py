"""A feed of HSDS comes in.

In: its files.
Out: records that change the directory, and findings about what was odd.
"""
