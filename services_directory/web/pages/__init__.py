"""The public pages: a service, a town, a leaflet."""
