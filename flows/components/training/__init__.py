"""What several conversations and reminders say of a training alike.

In: cohorts, courses and somebody's enrolments.
Out: lines, choices and replies.
"""
