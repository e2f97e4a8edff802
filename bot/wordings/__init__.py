"""Wordings: what staff have us say in the place of a sentence of the release, in one language.

In: words of staff, from a form or a .po file; the rows that other replicas wrote.
Out: the translator's chosen words, in every replica within a second or two; files for translators.
"""
