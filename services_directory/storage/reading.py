"""What do the tables hold of some services, whole? In three questions, however many they are."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any, TypeVar

from tortoise.queryset import QuerySet

from services_directory.records.copies import replace
from services_directory.records.documents import from_text
from services_directory.records.records import (
    LocationRecord,
    OrganisationRecord,
    ServiceRecord,
    SiteRecord,
    Sourced,
)
from services_directory.records.schema import KINDS
from services_directory.storage.models import ServiceRow, SharedRow, SiteRow

Row = dict[str, Any]

_S = TypeVar("_S", bound=Sourced)

_AT_ONCE = 25
"""So many services are read between two looks at whatever else the program has to do."""

_MOST_NAMED = 400
"""As many rows are named in one question at most; databases limit how long one may be."""


async def read_records(
    wanted: QuerySet[ServiceRow], locales: Sequence[str] = ()
) -> list[ServiceRecord]:
    """Services in the order asked for, whole; texts start with the `locales` given."""
    return await read_services(await wanted.values(), locales)


async def read_in_parts(
    wanted: QuerySet[ServiceRow], locales: Sequence[str] = ()
) -> AsyncIterator[list[tuple[int, ServiceRecord]]]:
    """Services with the numbers of their rows, a few at a time.

    To make records of many at once would keep everybody waiting who writes to us; and in no
    transaction, which SQLite begins with the lock that writers wait for.
    """
    last = 0
    while True:
        rows = await wanted.filter(id__gt=last).order_by("id").limit(_AT_ONCE).values()
        some = await read_services(rows, locales)
        if not rows:
            return
        last = rows[-1]["id"]
        numbers = {row["key"]: row["id"] for row in rows}
        yield [(numbers[record.key], record) for record in some]
        await asyncio.sleep(0)


async def read_services(rows: Sequence[Row], locales: Sequence[str] = ()) -> list[ServiceRecord]:
    """Rows of the table `service`, whole, in their order; texts start with the `locales` given."""
    found: list[ServiceRecord] = []
    for start in range(0, len(rows), _MOST_NAMED):
        found += await _read_some(rows[start : start + _MOST_NAMED], locales)
    return found


async def read_shared(record: type[_S], locales: Sequence[str] = (), **wanted: Any) -> list[_S]:
    """Every organisation, location, taxonomy or term, or those that `wanted` names."""
    rows = await SharedRow.filter(kind=KINDS[record], **wanted).order_by("id").values("document")
    return [from_text(record, row["document"], locales) for row in rows]


async def _read_some(rows: Sequence[Row], locales: Sequence[str]) -> list[ServiceRecord]:
    sites = SiteRow.filter(service_id__in=[row["id"] for row in rows])
    numbers = {number for (number,) in await sites.values_list("location_id")}
    numbers |= {row["organisation_id"] for row in rows}
    organisations: dict[int, OrganisationRecord] = {}
    locations: dict[tuple[str, str], LocationRecord] = {}
    for row in await SharedRow.filter(id__in=numbers).values("id", "kind", "document"):
        if row["kind"] == KINDS[LocationRecord]:
            place = from_text(LocationRecord, row["document"], locales)
            locations[place.source, place.source_id] = place
        else:
            organisations[row["id"]] = from_text(OrganisationRecord, row["document"], locales)
    return [
        _joined(
            from_text(ServiceRecord, row["document"], locales),
            organisations[row["organisation_id"]],
            locations,
            row,
        )
        for row in rows
        # One whose organisation left between two questions changed just now: the next look has it.
        if row["organisation_id"] in organisations
    ]


def _joined(
    record: ServiceRecord,
    organisation: OrganisationRecord,
    locations: dict[tuple[str, str], LocationRecord],
    row: Row,
) -> ServiceRecord:
    """The record with what it shares, in memory too, and with who changed it when."""
    sites = tuple(
        replace(site, location=locations[_names_of(site)])
        for site in record.sites
        if _names_of(site) in locations
    )
    return replace(
        record,
        organisation=organisation,
        sites=sites,
        updated_at=row["updated_at"],
        updated_by=row["updated_by"],
    )


def _names_of(site: SiteRecord) -> tuple[str, str]:
    return site.location.source, site.location.source_id
