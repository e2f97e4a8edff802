"""Who changed a service when, how was it before, and how does one go back?"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from tortoise.functions import Max

from services_directory.records.documents import as_text, from_text, without_authors
from services_directory.records.draft_records import without_where
from services_directory.records.drafts import Saved
from services_directory.records.records import ServiceRecord
from services_directory.storage.models import ServiceChange


class What(StrEnum):
    """What a change did; stored, so these never change."""

    ADDED = "added"
    CHANGED = "changed"
    IMPORTED = "imported"
    CHECKED = "checked"
    ARCHIVED = "archived"
    UNDONE = "undone"
    MERGED = "merged"
    PARTED = "parted"


_OF_TWO = (What.MERGED, What.PARTED)
"""Done to two services at once, so never taken back of one of them: see `merges/`."""


class Noted(NamedTuple):
    """A change to be noted: of which row, what differs, how it was before and is after."""

    number: int
    saved: Saved
    before: ServiceRecord | None
    after: ServiceRecord
    what: What


@dataclass(frozen=True, slots=True)
class Change:
    """One change as staff see it: by field, before and after; "" where there was nothing.

    `can_undo`: the service as it was before is known.
    """

    who: str
    what: What
    happened_at: datetime
    fields: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    can_undo: bool = False


async def note_changes(noted: Sequence[Noted], *, who: str, now: datetime) -> None:
    """Write one line of history for each, in the transaction of the changes themselves."""
    rows = []
    for each in noted:
        saved, before = each.saved, each.before
        if each.after.confidential and not (before and before.confidential):
            await _forget_where(each.number)
            saved = Saved(saved.id, without_where(saved.before), without_where(saved.after))
            before = None
        names = dict.fromkeys((*saved.before, *saved.after))
        differs = {name: [saved.before.get(name, ""), saved.after.get(name, "")] for name in names}
        row = ServiceChange(
            service_id=each.number,
            happened_at=now,
            who=who,
            what=str(each.what),
            difference=json.dumps(differs, ensure_ascii=False),
            # Whoever is taken out is in no history: going back brings back nobody.
            before=without_authors(as_text(replace(before, contacts=()))) if before else "",
        )
        rows.append(row)
    if rows:
        await ServiceChange.bulk_create(rows)


async def changes_of(key: str, limit: int = 50) -> tuple[Change, ...]:
    """The latest changes of a service, newest first."""
    rows = await ServiceChange.filter(service__key=key).order_by("-id").limit(limit)
    return tuple(
        Change(
            row.who,
            What(row.what),
            row.happened_at,
            {name: (pair[0], pair[1]) for name, pair in json.loads(row.difference).items()},
            bool(row.before) and row.what not in _OF_TWO,
        )
        for row in rows
    )


async def fields_at(key: str, current: Mapping[str, str], then: datetime) -> dict[str, str]:
    """The flat fields of a service as they were at a moment; `current` are those of today."""
    fields = dict(current)
    for row in await ServiceChange.filter(service__key=key, happened_at__gt=then).order_by("-id"):
        for name, (before, _after) in json.loads(row.difference).items():
            fields.pop(name, None)
            if before:
                fields[name] = before
    return fields


async def last_changed_at(key: str) -> datetime | None:
    """When its history says that it changed last; what it shares with others may have since."""
    row = await ServiceChange.filter(service__key=key).order_by("-id").first()
    return row.happened_at if row else None


async def before_last_change(key: str) -> ServiceRecord | None:
    """The service as it was before its last change; None where that is not known.

    Undoing is itself a change, so that undoing twice brings back what was undone. People to ask
    are in no history.
    """
    return (await before_last_changes([key])).get(key)


async def before_last_changes(keys: Sequence[str]) -> dict[str, ServiceRecord]:
    """The same of several services, by key, without those of which it is not known."""
    ids = (
        await ServiceChange.filter(service__key__in=keys)
        .annotate(last=Max("id"))
        .group_by("service_id")
        .values_list("last", flat=True)
    )
    alone = ServiceChange.filter(id__in=ids).exclude(what__in=_OF_TWO)
    rows = await alone.values_list("service__key", "before")
    return {str(key): from_text(ServiceRecord, before) for key, before in rows if before}


async def _forget_where(number: int) -> None:
    """Once confidential, its address is in no history either, and nobody goes back to it."""
    for row in await ServiceChange.filter(service_id=number):
        kept = without_where(json.loads(row.difference))
        row.difference, row.before = json.dumps(kept, ensure_ascii=False), ""
        await row.save()
