"""Messages from staff to an audience: who gets them, when, in which words.

In: a trainer's draft.
Out: batches of queued messages, and counts for a preview.
"""
