"""Ways to people: each provider's webhooks and its interface, one file or folder a channel.

In: webhooks and updates; `OutboundMessage`.
Out: `InboundMessage` and provider events; the provider's ids, or a reason why not.
"""
