"""Where may somebody's number, name or words stand besides their own contact, and how do they go?

In: the declared table of these places, and a STOP, an ERASE or a taking back.
Out: statements that empty them, the same when it is said and when a backup is put back.
"""
