"""Merge two services, and put both back: each one transaction, in the history of both.

Nothing that hangs on the other one is written to: its id leads to the one that stays
(`Directory.stays`), and so does whatever was kept of it. Putting it back ends that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from tortoise.transactions import in_transaction

from services_directory.records.authorship import REVIEWED, Writing
from services_directory.records.documents import from_text
from services_directory.records.draft_records import draft_of
from services_directory.records.drafts import DraftRefused, Saved
from services_directory.records.records import ServiceRecord
from services_directory.storage.bulk_edits.acts import digest_of
from services_directory.storage.detail_history import MERGED_FROM
from services_directory.storage.history import What
from services_directory.storage.merges.comparing import Which, as_one, parted
from services_directory.storage.models import ServiceChange, ServiceRow
from services_directory.storage.reading import read_records
from services_directory.storage.rows import (
    Kept,
    forget_unused_organisations,
    grow_version,
    hold_directory,
    made_ready,
    read_places,
    with_own_places,
)
from services_directory.storage.store import ChangedMeanwhile, UnknownService, new_faults
from services_directory.values.entries import Programme, Status


class NotMerged(Exception):
    """The two cannot be merged, or put back: `why` says what keeps them from it."""

    def __init__(self, why: Hindrance) -> None:
        super().__init__(why.value)
        self.why = why


class Hindrance(StrEnum):
    """What keeps two services from being merged, or from being put back."""

    SAME = "same"
    ARCHIVED = "archived"
    CONFIDENTIAL = "confidential"
    BY_ITSELF = "by itself"
    NOT_KNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Merge:
    """Which two, as whoever chose saw them (`digest_of`), and what is taken of the other one."""

    stays: str
    other: str
    seen: tuple[str, str]
    chosen: Mapping[str, Which]


@dataclass(frozen=True, slots=True)
class Merged:
    """A service that leads to another one: since when, and by whom it was merged."""

    record: ServiceRecord
    at: datetime
    by: str


def hindrance_of(stays: ServiceRecord, other: ServiceRecord) -> Hindrance | None:
    """What keeps these two from being merged."""
    if stays.key == other.key:
        return Hindrance.SAME
    if Status.ARCHIVED in (stays.status, other.status):
        return Hindrance.ARCHIVED
    # Of one that becomes confidential all history goes: nobody could put it back.
    return Hindrance.CONFIDENTIAL if stays.confidential != other.confidential else None


async def merge(
    wanted: Merge, programme: Programme, *, by: str, now: datetime
) -> tuple[Saved, Saved]:
    """What changed of the one that stays, and of the other.

    Raises NotMerged, UnknownService, ChangedMeanwhile, and DraftRefused for what is to be mended.
    """
    async with in_transaction() as connection:
        await hold_directory(connection)
        stays, other = await _both(wanted.stays, wanted.other)
        if why := hindrance_of(stays, other):
            raise NotMerged(why)
        if wanted.seen != (digest_of(stays), digest_of(other)):
            raise ChangedMeanwhile(stays.key)
        record = as_one(stays, other, wanted.chosen)
        faults = new_faults(draft_of(record), stays, programme, await read_places())
        if faults:
            raise DraftRefused(faults)
        record = await with_own_places(record, stays)
        gone = replace(other, status=Status.ARCHIVED, merged_into=stays.key)
        kept = (Kept(record, stays, What.MERGED), Kept(gone, other, What.MERGED))
        saved = await _keep(kept, by, now)
        await grow_version(connection)
    return saved


async def put_back(key: str, *, by: str, now: datetime) -> tuple[Saved, Saved]:
    """Both as they were, but for what somebody changed since; `key`: that of the other one.

    Raises NotMerged and UnknownService.
    """
    async with in_transaction() as connection:
        await hold_directory(connection)
        (other,) = await _records([key])
        if not other.merged_into:
            raise NotMerged(Hindrance.BY_ITSELF)
        (stays,) = await _records([other.merged_into])
        changes, changes_there = await _changes(key), await _changes(stays.key)
        at = next((row.happened_at for row in changes if row.what == What.MERGED), None)
        back = _before(other, changes, at)
        record = _before(stays, changes_there, at)
        record = await with_own_places(record, stays)
        kept = (Kept(record, stays, What.PARTED), Kept(back, other, What.PARTED))
        saved = await _keep(kept, by, now)
        await forget_unused_organisations()
        await grow_version(connection)
    return saved


async def merged_into(key: str) -> list[Merged]:
    """The services that lead to this one, the latest first."""
    records = await read_records(ServiceRow.filter(merged_into=key).order_by("-updated_at", "-id"))
    return [found for each in records if (found := await merge_of(each))]


async def merge_of(record: ServiceRecord) -> Merged | None:
    """When and by whom a service that leads to another was merged."""
    wanted = ServiceChange.filter(service__key=record.key, what=What.MERGED).order_by("-id")
    row = await wanted.first() if record.merged_into else None
    return Merged(record, row.happened_at, row.who) if row else None


async def _keep(kept: tuple[Kept, Kept], by: str, now: datetime) -> tuple[Saved, Saved]:
    ready = await made_ready(kept, Writing(by, now, REVIEWED))
    stays, other = ready.saved
    is_merge = kept[0].what is What.MERGED
    had, has = ({}, {MERGED_FROM: other.id}) if is_merge else ({MERGED_FROM: other.id}, {})
    stays = Saved(stays.id, {**stays.before, **had}, {**stays.after, **has})
    await replace(ready, saved=(stays, other)).keep()
    return stays, other


def _before(now: ServiceRecord, changes: list[ServiceChange], at: datetime | None) -> ServiceRecord:
    """As it was before the merge at that moment; `changes`: its latest first."""
    numbers = [
        number
        for number, row in enumerate(changes)
        if row.what == What.MERGED and row.happened_at == at
    ]
    if not numbers or not changes[numbers[0]].before:
        raise NotMerged(Hindrance.NOT_KNOWN)
    before = from_text(ServiceRecord, changes[numbers[0]].before)
    # What a file said last stays known, people are in no history.
    before = replace(before, imported=now.imported, contacts=now.contacts)
    if numbers[0] == 0:
        return before
    after = changes[numbers[0] - 1].before
    if not after:
        raise NotMerged(Hindrance.NOT_KNOWN)
    return replace(parted(now, from_text(ServiceRecord, after), before), merged_into="")


async def _changes(key: str) -> list[ServiceChange]:
    return await ServiceChange.filter(service__key=key).order_by("-id")


async def _both(stays: str, other: str) -> tuple[ServiceRecord, ServiceRecord]:
    if stays == other:
        raise NotMerged(Hindrance.SAME)
    first, second = await _records([stays, other])
    return first, second


async def _records(keys: list[str]) -> list[ServiceRecord]:
    found = {each.key: each for each in await read_records(ServiceRow.filter(key__in=keys))}
    if missing := [key for key in keys if key not in found]:
        raise UnknownService(missing[0])
    return [found[key] for key in keys]
