"""Which tables, columns and lists has HSDS 3.2? Read from the standard's own package.

`datapackage.json` is that of the tag v3.2.3, unchanged; `tests/hsds/SOURCES.md` says where from.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` beside `id`; `parents` by the column that names one: its table, and its list.

    `required`: columns HSDS's own package wants filled.
    """

    path: str
    columns: tuple[str, ...]
    parents: dict[str, tuple[str, str]]
    required: frozenset[str]


LINKS: dict[str, tuple[str, str, str]] = {
    "program_id": ("program", "program", "service"),
    "location_id": ("location", "location", "service_at_location"),
    "unit_id": ("unit", "unit", "service_capacity"),
    "taxonomy_id": ("taxonomy", "taxonomy_detail", "taxonomy_term"),
    "taxonomy_term_id": ("taxonomy_term", "taxonomy_term", "attribute"),
}
"""Columns whose row stands inside the naming one: its table, its field there, the naming table."""

ANYWHERE = {
    "attribute": ("attributes", "link_entity", "link_id"),
    "metadata": ("metadata", "resource_type", "resource_id"),
}
"""Rows that may hang on a row of any table: their list there, and the columns that name it."""

_IN_ORDER = (
    *("organization", "program", "service", "location", "service_at_location", "contact", "phone"),
    *("address", "schedule", "funding", "service_area", "required_document", "language"),
    *("accessibility", "cost_option", "organization_identifier", "service_capacity", "unit", "url"),
    *("taxonomy", "taxonomy_term", "attribute", "metadata", "meta_table_description"),
)
"""In an order in which a row comes after the rows it names."""

_LISTS = {
    "service_at_location": "service_at_locations",
    "service_capacity": "capacities",
    "organization.url": "additional_websites",
    "service.url": "additional_urls",
}
"""Lists that are not called as the file of their table."""


def _read() -> Mapping[str, Any]:
    package = json.loads(Path(__file__).with_name("datapackage.json").read_text("utf-8"))
    return {each["name"]: each for each in package["resources"]}


_PACKAGE = _read()
_FIELDS = [each for told in _PACKAGE.values() for each in told["schema"]["fields"]]


def _table(name: str) -> Table:
    told = _PACKAGE[name]
    path, fields = told["path"], told["schema"]["fields"]
    usual = _LISTS.get(name, path.removesuffix(".csv"))
    keys = {
        key["fields"]: key["reference"]["resource"]
        for key in told["schema"].get("foreignKeys", ())
        # Whose a service is stands in it: no organisation lists its services' rows.
        if (name, key["fields"]) != ("service", "organization_id")
        and LINKS.get(key["fields"], ("",))[-1] != name
    }
    columns = tuple(each["name"] for each in fields if each["name"] != "id")
    required = frozenset(each["name"] for each in fields if each["constraints"]["required"])
    parents = {
        column: (keys[column], _LISTS.get(f"{keys[column]}.{name}", usual))
        for column in columns
        if column in keys
    }
    return Table(path, columns, parents, required - {"id"})


TABLES = {name: _table(name) for name in _IN_ORDER}


def _of(what: str, kind: str) -> frozenset[str]:
    return frozenset(each["name"] for each in _FIELDS if each.get(what) == kind)


NUMBERS, DAYS = _of("type", "number"), _of("type", "date")
TIMES, MOMENTS = _of("type", "time"), _of("type", "datetime")
"""Columns that are no plain text."""

URIS = _of("format", "uri")

CHOICES: Mapping[str, tuple[str, ...]] = {
    each["name"]: tuple(each["constraints"]["enum"])
    for each in _FIELDS
    if "enum" in each["constraints"]
}
"""Columns that take only some words; other words go to `x_dalil`."""
