"""Spreadsheets into the directory: every fault named by file, row and column."""
