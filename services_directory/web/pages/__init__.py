"""The public pages: a service, a town, a leaflet.

In: requests of browsers.
Out: small pages in the visitor's language.
"""
