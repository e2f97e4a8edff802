"""A feed of HSDS and a sheet of any size, as a partner would bring them; the same each time."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from benchmarks.many_services import made
from services_directory.sheets.columns import SERVICE_COLUMNS
from services_directory.values.entries import Directory, Service

SERVICES_OF_ONE = 5
TERMS = 40
_DAYS = "MO,TU,WE,TH,FR"


def write_feed(path: Path, count: int, *, edition: int = 1) -> None:
    """One service a line; in another `edition` each tenth is described otherwise."""
    directory, chance = made(count), random.Random(7)
    with path.open("w", encoding="utf-8") as file:
        for number, service in enumerate(directory.services):
            file.write(json.dumps(_told(number, service, chance, edition), ensure_ascii=False))
            file.write("\n")


def write_sheet(path: Path, count: int) -> None:
    """The columns of ours, as CSV or, by its ending, as a workbook."""
    directory = made(count)
    rows = [list(SERVICE_COLUMNS), *_rows(directory)]
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        return
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    page = book.create_sheet("services")
    for cells in rows:
        page.append(cells)
    book.save(path)


def _id(*parts: object) -> str:
    return str(uuid5(NAMESPACE_URL, "/".join(map(str, parts))))


def _told(number: int, service: Service, chance: random.Random, edition: int) -> dict[str, Any]:
    name, about = service.name.best(("fr",)), service.description.best(("fr",))
    if edition > 1 and number % 10 == 0:
        about = f"{about} ({edition})"
    whose = number // SERVICES_OF_ONE
    hours = {"freq": "WEEKLY", "byday": _DAYS, "opens_at": "08:30", "closes_at": "16:30"}
    phone = {"id": _id("phone", number), "number": f"+216 78 {number:06}"}
    terms = [chance.randrange(TERMS) for _n in range(2)]
    return {
        "id": _id("service", number),
        "name": name,
        "description": about,
        "status": "active",
        "last_modified": "2026-11-01T08:00:00+00:00",
        "organization": {
            "id": _id("organization", whose),
            "name": f"Association {whose}",
            "description": f"Association {whose}",
        },
        "phones": [phone],
        "schedules": [{"id": _id("schedule", number), **hours}],
        "attributes": [_attribute(number, each) for each in dict.fromkeys(terms)],
        "service_at_locations": [
            {"id": _id("site", number), "location": _location(number, service)}
        ],
    }


def _location(number: int, service: Service) -> dict[str, Any]:
    address = {
        "id": _id("address", number),
        "address_1": f"{number}, rue de la Gare",
        "city": service.location.place or "Tunis",
        "state_province": service.location.region or "Tunis",
        "postal_code": "8100",
        "country": "TN",
        "address_type": "physical",
    }
    return {
        "id": _id("location", number),
        "location_type": "physical",
        "latitude": 36.5,
        "longitude": 8.75,
        "addresses": [address],
    }


def _attribute(number: int, term: int) -> dict[str, Any]:
    return {
        "id": _id("attribute", number, term),
        "taxonomy_term": {
            "id": _id("term", term),
            "code": f"T{term}",
            "name": f"Besoin {term}",
            "description": f"Besoin {term}",
        },
    }


def _rows(directory: Directory) -> Iterator[list[str]]:
    places = {each.id: each for each in directory.places}
    known = {each.code for each in directory.programme.regions}
    for number, service in enumerate(directory.services):
        place = places.get(service.location.place or "")
        ours = place is not None and place.region in known
        cells = dict.fromkeys(SERVICE_COLUMNS, "")
        cells |= {
            "id": f"made-{number}",
            "organisation_name_fr": f"Association {number // SERVICES_OF_ONE}",
            "service_name_fr": service.name.best(("fr",))[:100],
            "description_fr": service.description.best(("fr",))[:200],
            "category": service.category,
            "governorate": place.region if place and ours else "Jendouba",
            "delegation": place.name.best(("fr",)) if place and ours else "",
            "phone": f"78 {number // 1000:03} {number % 1000:03}",
            "opening_hours": service.opening_hours or "",
            "confidence": "high",
        }
        yield [cells[name] for name in SERVICE_COLUMNS]
