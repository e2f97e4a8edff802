"""Messages from staff to an audience: who gets them, when, in which words."""
