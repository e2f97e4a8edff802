"""Ground floor: what is on offer, public; it knows nobody above it.

In: packs, sheets and feeds of services.
Out: a snapshot to search, files, the HSDS API and public pages.
"""
