"""Who signs in, and how: the pages about staff themselves.

In: names, passwords, codes, and who may change whose.
Out: a session, or a sentence why not.
"""
