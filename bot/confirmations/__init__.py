"""A service is asked, by a link and by SMS, whether what people are told of it is right.

In: which service staff ask, and what whoever has the link, or the
number, answers.
Out: a service that is checked by itself, or a draft of changes that staff take or refuse.
"""
