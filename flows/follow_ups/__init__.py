"""Follow-ups: whoever agreed is asked once whether a service helped, and how.

In: an answer to what we asked of ourselves.
Out: counts of nobody; a report, and another way, where it did not help.
"""
