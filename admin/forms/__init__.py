"""Forms of the staff pages.

In: posted fields.
Out: checked values, or faults to show beside the fields.
"""
