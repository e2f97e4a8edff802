"""Ways to people: each provider's webhooks come in, its interface is called to send."""
