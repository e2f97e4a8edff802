"""What each language says of a directory.

In: `locales/*/directory.toml`.
Out: the words of each language.
"""
