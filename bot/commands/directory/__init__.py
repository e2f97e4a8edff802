"""`dalil directory`: import, export, check and search.

In: arguments, and files of services.
Out: files, and what was taken or refused, line by line.
"""
