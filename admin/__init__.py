"""Top floor: pages for the staff of resource centres, mounted at /admin by `bot/web/site.py`.

In: `AdminDependencies`, and requests of browsers.
Out: one aiohttp application (`admin/site.py`).
"""
