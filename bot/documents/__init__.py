"""What is given to people on paper, as PDF, right in every script.

In: a `Document`: words, facts, a code, in their order.
Out: one page as PDF.
"""
