"""The directory as a spreadsheet: columns, rows, edits; to take away and to bring back."""
