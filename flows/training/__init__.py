"""Taking part in a training: a seat, the line for one, one's classes, and leaving.

In: a cohort picked, an answer to what was asked of somebody.
Out: seats taken and given back, and whether somebody comes.
"""
