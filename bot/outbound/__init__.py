"""A message goes out: queued, claimed, sent within its rate limit, its delivery recorded.

In: `OutboundDraft`, broadcasts, delivery reports.
Out: calls of channels, and rows that say what became of each message.
"""
