"""Trains the model that understands people from the corpus, and says how well it does."""
