"""Files somebody wrote, read as tables of text.

In: CSV and workbooks.
Out: cells with their place, and every fault in them at once.
"""
