"""The inbox: who waits for a person, what is said with them, and what becomes of it.

In: talks and requests (`bot/cases`), and a member of staff who may answer.
Out: pages that show them; answers, notes, and ends of talks.
"""
