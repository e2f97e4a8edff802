"""What is weighed before anybody answers: danger in the words, and a machine on the other side.

In: a meaning; what was said before.
Out: how surely; whether to be silent.
"""
