"""How much is one person answered? A machine hardly, a person as much as people need.

In: what was said, and what they were answered of late.
Out: the effects that may pass, and what is left for the next message.
"""
