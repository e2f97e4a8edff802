"""What the open internet sees of the directory.

In: `SiteDependencies`, and requests of anybody.
Out: the HSDS API, and a page for each service and town.
"""
