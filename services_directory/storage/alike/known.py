"""The services that are here, as far as they are compared with new ones."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from functools import reduce
from operator import or_
from typing import Any

from tortoise.expressions import Q

from services_directory.records.drafts import ServiceDraft
from services_directory.storage.alike.likeness import (
    Likeness,
    Portrait,
    most_alike,
    painted,
    portrait_of,
)
from services_directory.storage.models import ServiceRow, SharedRow
from services_directory.values.entries import LocalText, Status
from services_directory.values.json_text import from_json

_AT_ONCE = 100
"""So many are read between two looks at whatever else the program has to do."""

_MOST_NEAR = 500
_COLUMNS = ("id", "key", "source", "region", "place", "phones", "document", "organisation_id")


async def alike_to(draft: ServiceDraft) -> tuple[Likeness, ...]:
    """The services here that a new one looks like."""
    portrait = portrait_of("", draft, "")
    near = ServiceRow.filter(_near(portrait)).exclude(status=str(Status.ARCHIVED))
    rows = await near.order_by("-id").limit(_MOST_NEAR).values(*_COLUMNS)
    return most_alike(portrait, await _painted(rows, {}))


async def portraits() -> AsyncIterator[list[Portrait]]:
    """Of every service that is not archived, some at a time."""
    organisations: dict[int, LocalText] = {}
    last = 0
    while True:
        wanted = ServiceRow.filter(id__gt=last).exclude(status=str(Status.ARCHIVED))
        rows = await wanted.order_by("id").limit(_AT_ONCE).values(*_COLUMNS)
        if not rows:
            return
        last = rows[-1]["id"]
        yield await _painted(rows, organisations)
        await asyncio.sleep(0)


def _near(portrait: Portrait) -> Q:
    """What shares a number with it, or a word of its name where it is."""
    words = frozenset[str]().union(*portrait.names.values())
    there = Q(region=portrait.region) if portrait.region else Q()
    if portrait.place:
        there &= Q(place=portrait.place) | Q(place__isnull=True)
    shared = [Q(phones__contains=phone) for phone in portrait.phones]
    shared += [Q(folded__contains=word) & there for word in words]
    return reduce(or_, shared, Q(id=0))


async def _painted(
    rows: list[dict[str, Any]], organisations: dict[int, LocalText]
) -> list[Portrait]:
    new = {row["organisation_id"] for row in rows} - organisations.keys()
    for row in await SharedRow.filter(id__in=new).values("id", "document"):
        organisations[row["id"]] = _name_in(row["document"])
    return [
        painted(
            row["key"],
            row["source"],
            _name_in(row["document"]),
            organisations.get(row["organisation_id"], LocalText(())),
            row["phones"].splitlines(),
            row["region"],
            row["place"],
            is_row=False,
        )
        for row in rows
    ]


def _name_in(document: str) -> LocalText:
    """The name alone: to read all of ten thousand documents takes seconds."""
    told: Mapping[str, Any] = from_json(document)
    return LocalText.of(told.get("name", {}))
