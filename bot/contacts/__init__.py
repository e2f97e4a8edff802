"""People who write to us: what is known of one contact while a message is answered.

In: a contact's row, the directory's snapshot.
Out: the `World` that a conversation may look at.
"""
