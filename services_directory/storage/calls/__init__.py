"""Which services are called first, and what was found: the phone calls that help most.

In: how often each card was shown, and what staff heard on the phone.
Out: services in the order in which a call helps, and the numbers as they are now.
"""
