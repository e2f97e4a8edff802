"""Files somebody wrote, read as tables of text: CSV, workbooks, and what is wrong in them."""
