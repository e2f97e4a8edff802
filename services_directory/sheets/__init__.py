"""The directory as a spreadsheet: columns, rows, edits.

In: a workbook or CSV that staff edited.
Out: changes to records; sheets to take away.
"""
