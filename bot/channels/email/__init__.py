"""E-mail: staff alone are told by it; nobody writes to us by it.

In: an SMTP server's settings.
Out: one message of plain words.
"""
