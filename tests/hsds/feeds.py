"""Feeds brought in: a small one of others, a copy of ours put back, and what came out otherwise."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from services_directory.hsds.importing.importer import import_hsds
from services_directory.hsds.importing.report import FeedReport, Wanted
from services_directory.values.entries import Programme
from tests.services_directory.conftest import NOW
from tests.services_directory.whole import uuid

FEED: dict[str, Any] = {
    "id": "clinic",
    "name": "Clinic",
    "description": "Doctors for all",
    "status": "active",
    "url": "https://example.org",
    "organization": {"id": uuid("org"), "name": "Health for all", "description": "Doctors"},
    "phones": [{"id": uuid("phone"), "number": "78 000 001"}],
    "schedules": [
        {
            "id": uuid("hours"),
            "freq": "WEEKLY",
            "byday": "MO,TU",
            "opens_at": "08:00",
            "closes_at": "12:00",
        }
    ],
    "contacts": [{"id": uuid("contact"), "name": "Amel", "email": "amel@example.org"}],
    "x_dalil": {"category": "health", "region": "Jendouba"},
}
FEED["service_areas"] = [{"id": uuid("area"), "x_dalil": {"region": "Jendouba"}}]


async def bring(
    path: Path, programme: Programme, *, dry_run: bool = False, **wanted: Any
) -> FeedReport:
    """A feed of others in English, unless `wanted` says otherwise."""
    how = Wanted(**{"source": "feed", "language": "en", **wanted})
    return await import_hsds(path, programme, how, by="import", now=NOW, dry_run=dry_run)


async def bring_told(folder: Path, programme: Programme, told: Any, **how: Any) -> FeedReport:
    """The same of what the feed tells, as a file in `folder`."""
    path = folder / "feed.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    return await bring(path, programme, **how)


async def put_back(path: Path, programme: Programme) -> FeedReport:
    """A copy of ours, which says itself where each object came from."""
    return await import_hsds(path, programme, Wanted(), by="import", now=NOW)


def changed(**values: Any) -> dict[str, Any]:
    return {**copy.deepcopy(FEED), **values}


def ordered(line: str) -> str:
    """The same JSON with its keys in order; other lines as they are."""
    return (
        json.dumps(json.loads(line.strip(",")), sort_keys=True) if line.startswith('{"') else line
    )


def difference(before: str, after: str) -> list[str]:
    """The first lines that differ, as far as they are the same and a little more."""
    pairs = zip(map(ordered, before.splitlines()), map(ordered, after.splitlines()), strict=True)
    found = []
    for was, now in pairs:
        if was != now:
            start = next(n for n, (a, b) in enumerate(zip(was, now, strict=False)) if a != b)
            found.append(f"{was[start - 200 : start + 120]}  !=  {now[start - 30 : start + 120]}")
    return found[:5]
