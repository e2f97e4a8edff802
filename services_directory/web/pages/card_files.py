"""What can somebody take along from a service's page? A contact for the phone, and a QR code."""

from __future__ import annotations

import io
from functools import lru_cache

from services_directory.values.entries import Directory, Service


def vcard(service: Service, directory: Directory, locales: tuple[str, ...], page: str) -> str:
    """A vCard 3.0, which every phone reads; without what is confidential, as the service is."""
    from segno import helpers  # only once somebody asks: it draws pictures, too

    location = service.location
    place = directory.place(location.place)
    name = _plain(service.name.best(locales))
    has_address = bool(location.address) or place is not None
    told = helpers.make_vcard_data(
        name=name.replace(";", ","),
        displayname=name,
        org=_plain(service.organisation.name.best(locales)) or None,
        phone=[each.e164 or each.digits for each in service.phones] or None,
        url=[page, *([service.website] if service.website else ())],
        street=_plain(location.address.best(locales)) or None,
        city=_plain(place.name.best(locales)) if place else None,
        country=directory.programme.country if has_address else None,
        lat=location.position.latitude if location.position else None,
        lng=location.position.longitude if location.position else None,
    )
    return str(told)


def _plain(words: str) -> str:
    """One line: a line break would end the field."""
    return " ".join(words.split())


@lru_cache(maxsize=512)
def qr_picture(address: str) -> bytes:
    """The address as an SVG that scales with the page."""
    import segno

    picture = io.BytesIO()
    segno.make(address, micro=False).save(
        picture, kind="svg", scale=4, xmldecl=False, svgclass=None, lineclass=None, light="#fff"
    )
    return picture.getvalue()
