"""Whether a service can be reached, and what reaches a town from elsewhere.

In: the frozen values of the directory.
Out: services, with how far they are, and how many of them can be called or found.
"""
