"""What other bots cost that do far less: each runs in an environment of its own, never here."""
