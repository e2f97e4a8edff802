"""What do search engines read of a service? Its facts in the words of schema.org, as JSON-LD."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from services_directory.values.entries import Cost, Phone, Place, Programme, Region, Service
from services_directory.values.json_text import to_json_text
from services_directory.values.local_text import LocalText
from services_directory.values.weekly_rules import Interval

Facts = dict[str, Any]
Plain = Callable[[LocalText], str]

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def facts_of(
    service: Service,
    programme: Programme,
    plain: Plain,
    *,
    page: str,
    town: Place | None,
    region: Region | None,
    week: Sequence[tuple[int, int, Sequence[Interval]]],
) -> Facts:
    """`page`: its address; `week`: from one day to another (0 is Monday), and when it is open.

    What is confidential has no place here either: its `location` has none."""
    told: Facts = {
        "@context": "https://schema.org",
        "@type": "Service",
        "@id": page,
        "url": page,
        "name": plain(service.name),
        "description": plain(service.description),
        "provider": {"@type": "Organization", "name": plain(service.organisation.name)},
        "areaServed": _area(programme, plain, town, region),
        "availableChannel": _channel(service, programme, plain, town, week),
    }
    if service.cost is Cost.FREE:
        told["offers"] = _known({"@type": "Offer", "price": 0, "priceCurrency": programme.currency})
    return _known(told)


def _area(programme: Programme, plain: Plain, town: Place | None, region: Region | None) -> Facts:
    if town is not None:
        return {"@type": "City", "name": plain(town.name)}
    if region is not None:
        return {"@type": "AdministrativeArea", "name": plain(region.name)}
    return {"@type": "Country", "name": programme.country}


def _channel(
    service: Service,
    programme: Programme,
    plain: Plain,
    town: Place | None,
    week: Sequence[tuple[int, int, Sequence[Interval]]],
) -> Facts:
    phones = [_phone(each, plain) for each in service.phones]
    return _known(
        {
            "@type": "ServiceChannel",
            "servicePhone": phones[0] if phones else None,
            "availableLanguage": list(service.languages),
            "serviceLocation": _place(service, programme, plain, town, week),
        }
    )


def _phone(phone: Phone, plain: Plain) -> Facts:
    told = {"@type": "ContactPoint", "telephone": phone.e164 or phone.digits}
    return _known({**told, "description": plain(phone.about)})


def _place(
    service: Service,
    programme: Programme,
    plain: Plain,
    town: Place | None,
    week: Sequence[tuple[int, int, Sequence[Interval]]],
) -> Facts | None:
    location = service.location
    if town is None and not location.address:
        return None
    address = _known(
        {
            "@type": "PostalAddress",
            "streetAddress": plain(location.address),
            "addressLocality": plain(town.name) if town else "",
            "addressRegion": location.region or "",
            "addressCountry": programme.country,
        }
    )
    where = location.position
    point = where and {
        "@type": "GeoCoordinates",
        "latitude": where.latitude,
        "longitude": where.longitude,
    }
    hours = list(_hours(week))
    return _known(
        {"@type": "Place", "address": address, "geo": point, "openingHoursSpecification": hours}
    )


def _hours(week: Sequence[tuple[int, int, Sequence[Interval]]]) -> Iterator[Facts]:
    for first, last, times in week:
        for opens, closes in times:
            yield {
                "@type": "OpeningHoursSpecification",
                "dayOfWeek": [f"https://schema.org/{_DAYS[day]}" for day in range(first, last + 1)],
                "opens": opens,
                "closes": "23:59" if closes == "24:00" else closes,
            }


def _known(told: Mapping[str, Any]) -> Facts:
    """Without what nobody knows."""
    return {name: value for name, value in told.items() if value not in (None, "", [], {})}


def as_script(facts: Facts) -> Markup:
    """To stand within a script element: nothing in it can end that."""
    text = to_json_text(facts)
    for mark in "<>&":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return Markup(text)
