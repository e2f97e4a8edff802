"""Which services show an organisation, a location or a term, and so change when it does?

HSDS dates services alone: a mirror asks which were modified, and reads what they show in them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from tortoise.models import Model
from tortoise.queryset import QuerySet

from services_directory.storage.hsds_models import AttributeRow, SiteRow, TermRow
from services_directory.storage.models import ServiceRow
from services_directory.storage.row_mapping import DETAILS

_DETAILS: dict[str, type[Model]] = {shape.kind: shape.table for shape in DETAILS}

_MOST_NAMED = 400
"""As many rows are named in one question at most; databases limit how long one may be."""


async def services_showing(kind: str, numbers: Collection[int]) -> set[int]:
    """The numbers of the services that show any of these rows; `kind` as in `object_rows`."""
    found: set[int] = set()
    ordered = sorted(numbers)
    for start in range(0, len(ordered), _MOST_NAMED):
        found |= await _showing(kind, ordered[start : start + _MOST_NAMED])
    return found


async def mark_modified(kind: str, number: int, now: datetime) -> None:
    """Date every service that shows this row: what it tells is another than before."""
    services = sorted(await services_showing(kind, [number]))
    for start in range(0, len(services), _MOST_NAMED):
        some = services[start : start + _MOST_NAMED]
        await ServiceRow.filter(id__in=some).update(updated_at=now)


async def _showing(kind: str, numbers: list[int]) -> set[int]:
    if kind == "service":
        return set(numbers)
    if kind == "organisation":
        return await _numbers(ServiceRow.filter(organisation_id__in=numbers), "id")
    if kind in ("site", "location"):
        named = {"site": "id__in", "location": "location_id__in"}[kind]
        return await _numbers(SiteRow.filter(**{named: numbers}), "service_id")
    if kind == "taxonomy":
        terms = await _numbers(TermRow.filter(taxonomy_id__in=numbers), "id")
        return await services_showing("term", terms)
    table = _DETAILS.get(kind, AttributeRow)
    named = "term_id__in" if kind == "term" else "id__in"
    owners: defaultdict[str, set[int]] = defaultdict(set)
    for row in await table.filter(**{named: numbers}).values("owner", "owner_id"):
        owners[row["owner"]].add(row["owner_id"])
    found: set[int] = set()
    for owner, held in owners.items():
        found |= await services_showing(owner, held)
    return found


async def _numbers(rows: QuerySet[Any], column: str) -> set[int]:
    return {int(row[column]) for row in await rows.values(column)}
