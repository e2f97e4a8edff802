"""The directory as staff work: the list, one service and its details, and the spreadsheet.

In: requests of editors.
Out: pages, and changes that the directory's own store keeps.
"""
