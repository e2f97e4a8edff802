"""What people think of a course that is over: they are asked once, and their answers counted.

In: cohorts that are over, and answers that nobody's name stands beside.
Out: one message to each who took part, and counts for those who teach.
"""
