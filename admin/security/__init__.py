"""Who may do what on the staff pages.

In: names, passwords and cookies.
Out: who is asking, with which role; and notes of who did what.
"""
