"""Settings: read from the environment, checked all at once."""
