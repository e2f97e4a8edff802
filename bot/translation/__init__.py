"""Catalogues, languages and keywords: our sentences in people's languages.

In: the files of `locales/`.
Out: a line in somebody's language, and the words people use.
"""
