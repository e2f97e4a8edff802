"""Messages as values: rendered for a channel, counted in segments, stored as JSON. Pure."""
