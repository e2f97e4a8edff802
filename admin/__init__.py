"""Top floor: web pages for the staff of resource centres, mounted at /admin by `bot/app.py`."""
