"""Ground floor: what is on offer, public; it knows nobody above it."""
