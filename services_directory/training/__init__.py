"""Training on offer: courses, their cohorts, and when and where each class meets; nobody is in it.

In: what trainers write, and the rule of a timetable.
Out: frozen values for conversations and pages, meetings as rows, iCalendar files.
"""
