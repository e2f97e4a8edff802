"""A town's sketch, its words, and what machines read of a service."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest

from services_directory.records.records import PhoneRecord
from services_directory.values.entries import (
    LocalText,
    Location,
    Organisation,
    Phone,
    Position,
    Service,
)
from services_directory.values.phones import takes_sms
from services_directory.web.pages.map_sketch import EDGE, HEIGHT, WIDTH, sketch
from tests.hsds.api_site import FEED, SHELTER, ApiSite

MIDDLE = Position(36.95, 8.75)


def at(latitude: float, longitude: float, number: int = 0) -> Service:
    name = LocalText.of({"fr": f"Service {number}"})
    where = Location("Jendouba", "tabarka", position=Position(latitude, longitude))
    return Service(f"s{number}", Organisation("o", name), name, LocalText(()), "health", where)


def test_what_is_north_stands_above_and_what_is_east_to_the_right() -> None:
    drawn = sketch([at(36.96, 8.75, 1), at(36.95, 8.77, 2), at(36.93, 8.73, 3)], MIDDLE)
    assert drawn is not None
    north, east, south = drawn.marks
    assert drawn.middle is not None
    assert north.y < drawn.middle[1] < south.y
    assert east.x > drawn.middle[0] > south.x
    assert [each.direction for each in drawn.numbered] == ["N", "E", "SW"]
    assert drawn.numbered[0].distance_km == pytest.approx(1.11, abs=0.02)
    # The bar is as long as it says, by the same scale.
    assert drawn.bar / drawn.bar_km == pytest.approx((drawn.middle[1] - north.y) / 1.112, rel=0.02)


def test_everything_stays_on_the_sketch_however_far_apart() -> None:
    for far in (0.0, 0.0001, 0.01, 1.0, 20.0):
        drawn = sketch([at(36.95 + far, 8.75 - far, 1), at(36.95 - far, 8.75 + far, 2)], MIDDLE)
        assert drawn is not None
        for mark in drawn.marks:
            assert EDGE - 1 <= mark.x <= WIDTH - EDGE + 1
            assert EDGE - 1 <= mark.y <= HEIGHT - EDGE + 1


def test_numbers_that_would_cover_each_other_stand_together() -> None:
    same = [at(36.95, 8.75, number) for number in range(1, 5)]
    drawn = sketch([*same, at(36.99, 8.75, 5)], MIDDLE)
    assert drawn is not None
    assert [each.numbers for each in drawn.marks] == ["1–4", "5"]
    assert sketch([replace(each, location=Location("Jendouba")) for each in same], None) is None


async def test_the_list_below_has_the_numbers_of_the_sketch(api: ApiSite) -> None:
    page = await (await api.client.get("/p/tabarka/map?lang=fr")).text()
    assert FEED.key in page
    marks = re.findall(r"<text x[^>]*>([^<]+)</text>", page)
    items = page.partition("<ol")[2].partition("</ol>")[0].count("<li>")
    assert items >= 1
    assert marks[0] == "1" or marks[0].startswith(("1,", "1–"))
    assert "du centre de la ville" in page or "Au centre de la ville" in page
    assert 'role="img" aria-labelledby="sketch-title sketch-words"' in page
    assert "openstreetmap.org/#map=14/36.9" in page
    assert "openstreetmap.org/copyright" in page
    assert SHELTER.key not in page
    for town in ("jendouba-nord", "kairouan"):
        assert (await api.client.get(f"/p/{town}/map?lang=ar")).status == 200
    assert (await api.client.get("/p/nowhere/map")).status == 404


def test_only_a_mobile_phone_is_offered_a_message() -> None:
    assert takes_sms(Phone("20000001", "+21620000001"))
    for digits, e164 in (("71000001", "+21671000001"), ("80105050", "+21680105050"), ("190", None)):
        assert not takes_sms(Phone(digits, e164))


async def test_a_service_is_called_written_to_shared_and_found_on_a_map(api: ApiSite) -> None:
    await api.keep(replace(FEED, phones=(PhoneRecord(number="+216 20 000 001"),)))
    page = unescape(await (await api.client.get(f"/s/{FEED.key}?lang=en")).text())
    assert 'href="tel:+21620000001"' in page
    assert 'href="sms:+21620000001"' in page
    assert re.search(r'href="geo:36\.\d+,8\.\d+\?q=36\.\d+,8\.\d+"', page)
    assert "https://www.openstreetmap.org/?mlat=36." in page
    assert re.search(r'data-share href="http[^"]+/s/' + FEED.key, page)
    assert 'href="sms:?&body=' in page


SHAPES: dict[str, dict[str, Any]] = {
    # https://schema.org/Service and what it leads to: each property with the types it takes.
    "Service": {
        "name": str, "description": str, "url": str, "provider": "Organization",
        "areaServed": ("City", "AdministrativeArea", "Country"), "offers": "Offer",
        "availableChannel": "ServiceChannel",
    },
    "Organization": {"name": str},
    "City": {"name": str},
    "AdministrativeArea": {"name": str},
    "Country": {"name": str},
    "Offer": {"price": (int, float), "priceCurrency": str},
    "ServiceChannel": {
        "servicePhone": "ContactPoint", "serviceLocation": "Place", "availableLanguage": list,
    },
    "ContactPoint": {"telephone": str, "description": str},
    "Place": {
        "address": "PostalAddress", "geo": "GeoCoordinates", "openingHoursSpecification": list,
    },
    "PostalAddress": {
        "streetAddress": str, "addressLocality": str, "addressRegion": str, "addressCountry": str,
    },
    "GeoCoordinates": {"latitude": float, "longitude": float},
    "OpeningHoursSpecification": {"dayOfWeek": list, "opens": str, "closes": str},
}  # fmt: skip


def faults_of(told: Any, path: str = "") -> list[str]:
    """What schema.org does not know of these facts."""
    shape = SHAPES.get(told.get("@type"))
    if shape is None:
        return [f"{path}: {told.get('@type')}"]
    faults = []
    for name, value in told.items():
        if name.startswith("@"):
            continue
        wanted = shape.get(name)
        if wanted is None:
            faults.append(f"{path}.{name}")
        elif isinstance(value, dict):
            named = (wanted,) if isinstance(wanted, str) else wanted
            if not isinstance(named, tuple) or value.get("@type") not in named:
                faults.append(f"{path}.{name} is {value.get('@type')}")
            faults += faults_of(value, f"{path}.{name}")
        elif isinstance(value, list):
            faults += [] if wanted is list else [f"{path}.{name} is a list"]
            for each in value:
                faults += faults_of(each, f"{path}.{name}") if isinstance(each, dict) else []
        elif isinstance(wanted, str) or not isinstance(value, wanted):
            faults.append(f"{path}.{name} is {value!r}")
    return faults


async def facts_in(api: ApiSite, key: str, language: str = "fr") -> Any:
    page = await (await api.client.get(f"/s/{key}?lang={language}")).text()
    (script,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    assert not set("<>") & set(script)
    return json.loads(script)


async def test_machines_read_every_service_in_the_words_of_schema_org(api: ApiSite) -> None:
    for service in api.app.worlds.snapshot.directory.services:
        told = await facts_in(api, service.id, "ar")
        assert told["@context"] == "https://schema.org"
        assert told["url"].endswith(f"/s/{service.id}?lang=ar")
        assert faults_of(told) == [], service.id


async def test_facts_are_whole_and_what_is_confidential_stays_so(api: ApiSite) -> None:
    await api.keep(replace(FEED, name=LocalText.of({"fr": "</script><b>Aide & soins"})))
    told = await facts_in(api, FEED.key)
    assert told["name"] == "</script><b>Aide & soins"
    place = told["availableChannel"]["serviceLocation"]
    assert place["geo"]["latitude"] == pytest.approx(36.95, abs=0.1)
    hidden = json.dumps(await facts_in(api, SHELTER.key))
    assert "rue du Port" not in hidden
    assert "latitude" not in hidden
