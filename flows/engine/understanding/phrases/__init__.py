"""Which phrases are said that mean something where they are heard, rightly spelt or nearly so?

In: the folded words of a message, and the phrases that are marked in keywords.csv.
Out: each phrase said, by its mark, the longest first.
"""
