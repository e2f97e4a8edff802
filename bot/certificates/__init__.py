"""Certificates: issued for a training that somebody went through, printed, checked, withdrawn.

In: an enrolment that is completed, and the name to print.
Out: a row that names nobody unless its holder allowed it, and a page for paper.
"""
