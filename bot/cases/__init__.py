"""What staff follow: requests of people, and the talks that come of them.

In: what people ask of staff and write to them; what staff answer.
Out: rows that the inbox of staff shows, and messages queued for people.
"""
