"""A message comes in: stored once, answered in one transaction, its effects written.

In: `InboundMessage`.
Out: a stored session, effects as rows, a queued reply.
"""
