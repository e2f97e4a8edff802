"""One file per page: what it shows, and what its form does.

In: a request of somebody signed in, with a role that may.
Out: a page, or a change that is noted in the audit log.
"""
