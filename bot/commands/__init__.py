"""The `dalil` commands, one file each; `bot/__main__.py` lists them.

In: arguments, files and stdin.
Out: sentences on a terminal, and an exit code.
"""
