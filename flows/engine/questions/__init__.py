"""What we asked somebody of ourselves and they did not answer yet: kept open, and asked again.

In: the questions that are open, and what a turn says and does.
Out: the same turn, with a question asked beside its answer, or a line that one is open still.
"""
