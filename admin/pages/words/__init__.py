"""Words: every sentence we say, in every language, and what staff have us say in its place.

In: searches, words typed for one language, .po files of translators.
Out: pages, a file of one's own words, changes that every replica says soon after.
"""
