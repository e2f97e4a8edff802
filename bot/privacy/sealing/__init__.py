"""Keys, what is sealed with them and found by their hashes, and how it gets under a new key.

In: text and the cell it stands in; secret keys.
Out: sealed bytes, keyed hashes, sealed files; nothing to whoever has another key.
"""
