"""Who may do what on the staff pages: accounts, passwords, sessions, throttle, audit log."""
