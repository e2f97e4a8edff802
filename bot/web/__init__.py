"""The web application: its middlewares, health, and how the pages are joined.

In: the joined application.
Out: one site: webhooks, open data, staff, health.
"""
