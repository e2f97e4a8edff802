"""How staff pages look: templates, labels, formatting and pagination; nothing here writes.

In: values of the rooms below.
Out: HTML in the reader's language.
"""
