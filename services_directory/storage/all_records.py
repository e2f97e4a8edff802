"""What is everything we keep? Whole, for exports, imports and the API; people get less of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from services_directory.records.records import (
    LocationRecord,
    OrganisationRecord,
    ServiceRecord,
    SiteRecord,
    TaxonomyRecord,
    TermRecord,
)
from services_directory.storage.models import ServiceRow
from services_directory.storage.reading import (
    Row,
    read_services,
    read_shared,
    read_taxonomies,
)
from services_directory.storage.store import directory_version
from services_directory.values.entries import Programme

_AT_ONCE = 25

Holder = TypeVar(
    "Holder",
    ServiceRecord,
    SiteRecord,
    LocationRecord,
    OrganisationRecord,
)


@dataclass(frozen=True, slots=True)
class Records:
    """Everything that is kept. Organisations are also those that offer nothing."""

    version: int
    services: tuple[ServiceRecord, ...]
    organisations: tuple[OrganisationRecord, ...]
    taxonomies: tuple[TaxonomyRecord, ...]
    terms: tuple[TermRecord, ...]


async def load_records(
    programme: Programme, *, private: bool = False, keys: Sequence[str] | None = None
) -> Records:
    """Everything that is kept, whole, also what is not published: for exports and the API.

    Contacts that are not public are in it only if `private`. `keys`: these services alone.
    """
    version = await directory_version()
    wanted = ServiceRow.all() if keys is None else ServiceRow.filter(key__in=keys)
    rows = await wanted.order_by("id").values()
    services = [each async for each in _few_at_a_time(rows, programme)]
    organisations = await read_shared(OrganisationRecord, programme.languages)
    taxonomies, terms = await read_taxonomies(programme.languages)
    if not private:
        services = [without_private(each) for each in services]
        organisations = [without_private(each) for each in organisations]
    return Records(version, tuple(services), tuple(organisations), tuple(taxonomies), tuple(terms))


async def _few_at_a_time(rows: list[Row], programme: Programme) -> AsyncIterator[ServiceRecord]:
    """To make records of many at once would keep everybody waiting who writes to us."""
    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE]
        for each in await read_services(some, programme.languages):
            yield each
        await asyncio.sleep(0)


def without_private(record: Holder) -> Holder:
    """The record without the contacts nobody agreed to publish, wherever they stand in it."""
    changes: dict[str, Any] = {}
    if isinstance(record, ServiceRecord):
        changes["organisation"] = without_private(record.organisation)
        changes["sites"] = tuple(without_private(each) for each in record.sites)
    if isinstance(record, SiteRecord):
        changes["location"] = without_private(record.location)
    changes["contacts"] = tuple(each for each in record.contacts if each.is_public)
    return replace(record, **changes)
