"""Who hears a message, and what it leads to: rule by rule, in one order.

In: a message, and where the person stands.
Out: the outcome of a step or of a conversation.
"""
