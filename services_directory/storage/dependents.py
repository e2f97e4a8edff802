"""Which services show an organisation, a location or a term, and so change when it does?

HSDS dates services alone: a mirror asks which were modified, and reads what they show in them.
"""

from __future__ import annotations

from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from services_directory.records.records import (
    LocationRecord,
    OrganisationRecord,
    TaxonomyRecord,
    TermRecord,
)
from services_directory.records.schema import KINDS
from services_directory.storage.models import DirectoryVersion, ServiceRow, SharedRow, SiteRow

_MOST_NAMED = 400
"""As many rows are named in one question at most; databases limit how long one may be."""


async def next_version() -> int:
    """The directory's version once what is written now is committed."""
    row = await DirectoryVersion.get_or_none(id=1)
    return (row.version if row else 0) + 1


async def mark_modified(row: SharedRow, now: datetime) -> None:
    """Date every service that shows this row: what it tells is another than before."""
    services = sorted(await _showing(row))
    version = await next_version() if services else 0
    for start in range(0, len(services), _MOST_NAMED):
        some = services[start : start + _MOST_NAMED]
        await ServiceRow.filter(id__in=some).update(updated_at=now, version=version, digest=None)


async def _showing(row: SharedRow) -> set[int]:
    if row.kind == KINDS[OrganisationRecord]:
        return await _numbers(ServiceRow.filter(organisation_id=row.id), "id")
    if row.kind == KINDS[LocationRecord]:
        return await _numbers(SiteRow.filter(location_id=row.id), "service_id")
    if row.kind == KINDS[TaxonomyRecord]:
        terms = SharedRow.filter(kind=KINDS[TermRecord], document__contains=row.uuid)
        ids = [term.uuid for term in await terms]
    else:
        ids = [row.uuid]
    # An id of HSDS stands for one thing in the whole world, so in any text too.
    named = [Q(document__contains=each) for each in ids]
    return await _naming(reduce(or_, named)) if named else set()


async def _naming(named: Q) -> set[int]:
    found = await _numbers(ServiceRow.filter(named), "id")
    kinds = KINDS[OrganisationRecord], KINDS[LocationRecord]
    for each in await SharedRow.filter(named, kind__in=kinds):
        found |= await _showing(each)
    return found


async def _numbers(rows: QuerySet[Any], column: str) -> set[int]:
    return {int(row[column]) for row in await rows.values(column)}
