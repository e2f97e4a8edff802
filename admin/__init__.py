"""Top floor: pages for the staff of resource centres, mounted at /admin by `bot/web/site.py`."""
