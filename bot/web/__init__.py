"""The web application: its middlewares, health, and how the pages are joined."""
