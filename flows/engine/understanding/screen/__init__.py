"""What of a message answers what is on the screen, and what of it is not the person's own?

In: words, and the choices shown.
Out: the choice picked; the words without quotes and signatures.
"""
