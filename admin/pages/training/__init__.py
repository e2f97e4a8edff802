"""Courses, cohorts and classes, as trainers plan and change them.

In: what trainers write, and the rule of a timetable.
Out: rows that people are told of, each change in the audit log; files for calendars and sheets.
"""
