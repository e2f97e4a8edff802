"""What each language says of a directory: `locales/*/directory.toml` comes in, words come out."""
