"""Messages as values: rendered for a channel, counted in segments, stored as JSON. Pure.

In: a `Reply`, a channel's capabilities.
Out: `Rendered` words, their segments, their JSON.
"""
