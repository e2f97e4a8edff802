"""First floor: the conversations, one file each, pure. `flows/registry.py` names them all.

In: a session, an event, a world.
Out: a turn: the new session, and effects to carry out.
"""
