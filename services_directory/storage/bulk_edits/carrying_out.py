"""An edit of many services, and its undoing: a portion at a time, so that nobody waits for long.

A service that is not as it was seen is left out, and told of; so is one that was changed after the
edit, when the edit is taken back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from services_directory.records.authorship import REVIEWED, Writing
from services_directory.records.drafts import Saved
from services_directory.records.records import ServiceRecord
from services_directory.storage.bulk_edits.acts import (
    WHATS,
    Edit,
    Hindrance,
    Outlook,
    digest_of,
    outlook,
    what_differs,
)
from services_directory.storage.history import What, before_last_changes
from services_directory.storage.models import ServiceRow
from services_directory.storage.portions import Stride, end_of_keeping, in_portions, keep_compared
from services_directory.storage.reading import read_records
from services_directory.storage.rows import Kept, read_places
from services_directory.values.entries import Programme

AT_ONCE = 8
"""So many are one transaction: their history and the trail are written with them."""


@dataclass(slots=True)
class Portion:
    """A few services compared: what is to be kept, and why the others are left out."""

    kept: list[Kept] = field(default_factory=list)
    left_out: dict[str, Hindrance] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)


Done = Callable[[Sequence[Saved], Mapping[str, Hindrance]], Awaitable[None]]
"""Told in the transaction of each portion: what differs of each, and which are left out."""

Compare = Callable[[Sequence[str]], Awaitable[Portion]]


async def look_at(seen: Mapping[str, str], edit: Edit, programme: Programme) -> tuple[Outlook, ...]:
    """What the edit would do now to each of the services, by name; `seen`: their digests."""
    places, found = await read_places(), list[Outlook]()
    records = await read_records(ServiceRow.filter(key__in=[*seen]).order_by("folded", "id"))
    for some in in_portions(records, Stride()):
        # Whoever works in this process besides has a turn.
        await asyncio.sleep(0)
        for record in some:
            if digest_of(record) == seen[record.key]:
                found.append(outlook(record, edit, programme, places))
            else:
                found.append(Outlook(record, hindrance=Hindrance.CHANGED_SINCE))
    return tuple(found)


async def carry_out(
    seen: Mapping[str, str], edit: Edit, programme: Programme, *, now: datetime, done: Done
) -> None:
    """Do it to each service that is as it was seen, and that nothing keeps from it."""
    places = await read_places()

    async def compare(keys: Sequence[str]) -> Portion:
        portion = Portion()
        for record in await _read(keys, portion):
            if digest_of(record) != seen[record.key]:
                portion.left_out[record.key] = Hindrance.CHANGED_SINCE
                continue
            found = outlook(record, edit, programme, places)
            if found.after is not None:
                what = WHATS.get(edit.act, What.CHANGED)
                portion.kept.append(Kept(found.after, record, what))
            elif found.hindrance is not None:
                portion.left_out[record.key] = found.hindrance
        return portion

    await _in_portions([*seen], compare, Writing(edit.by, now), done)


async def take_back(
    keys: Sequence[str], done_at: datetime, *, by: str, now: datetime, done: Done
) -> None:
    """Bring each service back as it was, unless somebody changed it after `done_at`."""

    async def compare(keys: Sequence[str]) -> Portion:
        portion, before = Portion(), await before_last_changes(keys)
        for record in await _read(keys, portion):
            was = before.get(record.key)
            if was is None or record.updated_at != done_at:
                portion.left_out[record.key] = Hindrance.CHANGED_SINCE
                continue
            # As with one service: what a file said last stays known, people are in no history.
            back = replace(was, imported=record.imported, contacts=record.contacts)
            portion.kept.append(Kept(back, record, What.UNDONE))
        return portion

    await _in_portions(keys, compare, Writing(by, now, REVIEWED), done)


async def _in_portions(keys: Sequence[str], compare: Compare, writing: Writing, done: Done) -> None:
    stride = Stride(AT_ONCE)
    for some in in_portions(keys, stride):
        await _keep_some(some, compare, writing, stride, done)
    await end_of_keeping()


async def _keep_some(
    keys: Sequence[str], compare: Compare, writing: Writing, stride: Stride, done: Done
) -> None:
    latest = Portion()

    async def compared() -> Portion:
        nonlocal latest
        latest = await compare(keys)
        return latest

    async def then(_saved: Sequence[Saved], kept: Sequence[Kept]) -> None:
        differs = [what_differs(each.before, each.record) for each in kept if each.before]
        await done(differs, latest.left_out)

    _found, saved = await keep_compared(compared, writing, stride, then)
    if not saved:
        await done((), latest.left_out)


async def _read(keys: Sequence[str], portion: Portion) -> list[ServiceRecord]:
    records = await read_records(ServiceRow.filter(key__in=keys).order_by("folded", "id"))
    there = {each.key for each in records}
    portion.left_out |= {key: Hindrance.GONE for key in keys if key not in there}
    return records
