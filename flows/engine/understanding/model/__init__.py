"""A small model of our own that weighs what the rules leave open; trained in `benchmarks/`.

In: words, and the weights of `bot/translation/weights.py`.
Out: labels, each with how sure it is.
"""
