"""The directory kept: a snapshot for people to read, and every change of staff, one transaction
each, that checks first and makes the directory's version grow."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from tortoise.expressions import Q
from tortoise.transactions import in_transaction

from services_directory.records.authorship import REVIEWED, Writing, words_read
from services_directory.records.details import Details, check_details, with_details
from services_directory.records.documents import as_text, without_shared
from services_directory.records.draft_records import draft_of, new_record, with_draft
from services_directory.records.drafts import (
    DraftRefused,
    Fault,
    Saved,
    ServiceDraft,
    check_draft,
    tidy_draft,
)
from services_directory.records.records import ServiceRecord
from services_directory.storage.dependents import next_version
from services_directory.storage.history import What, before_last_change
from services_directory.storage.models import ServiceRow
from services_directory.storage.reading import read_records
from services_directory.storage.rows import (
    difference,
    forget_unused_organisations,
    grow_version,
    hold_directory,
    keep_service,
    read_places,
    with_own_places,
)
from services_directory.storage.snapshot import DirectoryReader as DirectoryReader
from services_directory.storage.snapshot import directory_version as directory_version
from services_directory.storage.snapshot import load_directory as load_directory
from services_directory.values.entries import Place, Programme, Status
from services_directory.values.normalise import fold

STAFF = "staff"
"""The source of services that our own team wrote."""

_NUMBER = re.compile(r"[+\d][\d\s().\-\u00a0]{2,}")
_SHORTEST_ABROAD, _LOCAL_DIGITS = 9, 8


class UnknownService(LookupError):
    """No service has this id."""


class ChangedMeanwhile(Exception):
    """Somebody changed the service since it was read: nothing was written, read it once more."""


@dataclass(frozen=True, slots=True)
class ServicePage:
    """One page of a staff list, and how many services there are in all."""

    services: tuple[ServiceRecord, ...]
    total: int


class Order(StrEnum):
    """What a list of services is sorted by."""

    NAME = "name"
    CHANGED = "changed"
    NEED = "need"


async def list_services(
    *,
    search: str = "",
    category: str | None = None,
    region: str | None = None,
    regions: Iterable[str] | None = None,
    status: Status | None = None,
    unchecked: bool = False,
    due_by: date | None = None,
    also: Sequence[str] = (),
    order: Order = Order.NAME,
    offset: int = 0,
    limit: int = 50,
) -> ServicePage:
    """Services for staff. `region` "" means national ones, None all; `regions`: in one of them.

    `search` looks in names, organisations, places, numbers and ids, and finds what has the keys
    `also`, too; `unchecked`: never checked by our team; `due_by`: to be checked again before then.
    """
    wanted = Q(**{"category": category} if category else {})
    if search:
        wanted &= _said(search) | Q(key__in=also[:MOST_ALSO])
    if region is not None:
        wanted &= Q(region=region) if region else Q(region__isnull=True)
    if regions is not None:
        wanted &= Q(region__in=[*regions])
    if status is not None:
        wanted &= Q(status=str(status))
    if unchecked:
        wanted &= Q(last_checked_on__isnull=True)
    if due_by is not None:
        wanted &= Q(next_check_on__lt=due_by)
    found = ServiceRow.filter(wanted)
    page = await read_records(found.order_by(*_COLUMNS[order]).offset(offset).limit(limit))
    return ServicePage(tuple(page), await found.count())


MOST_ALSO = 500
"""So many keys beside its words may be searched for at once."""


_COLUMNS = {
    Order.NAME: ("folded", "id"),
    Order.CHANGED: ("-updated_at", "id"),
    Order.NEED: ("category", "folded", "id"),
}


def _said(search: str) -> Q:
    """What is named by all of the words, or has the number, however it is written."""
    wanted = Q()
    for word in fold(search).split():
        wanted &= Q(folded__contains=word) | Q(phones__contains=word)
    if _NUMBER.fullmatch(search.strip()):
        digits = "".join(letter for letter in fold(search) if letter.isdigit())
        wanted |= Q(phones__contains=digits)
        if len(digits) > _SHORTEST_ABROAD:
            # As one writes it from abroad; the directory has it as one dials it here.
            wanted |= Q(phones__contains=digits[-_LOCAL_DIGITS:])
    return wanted


async def get_service(service_id: str) -> ServiceRecord | None:
    """One service, whole; None where there is none."""
    found = await read_records(ServiceRow.filter(key=service_id))
    return found[0] if found else None


async def save_service(
    draft: ServiceDraft,
    programme: Programme,
    *,
    by: str,
    now: datetime,
    service_id: str | None = None,
    seen: ServiceRecord | None = None,
) -> Saved:
    """Keep a draft: a new service, or (`service_id`) changes to one, as it was when it was `seen`.

    Raises DraftRefused with every fault at once, UnknownService and ChangedMeanwhile.
    """
    draft = tidy_draft(draft)
    async with in_transaction() as connection:
        await hold_directory(connection)
        before = await _kept(service_id, seen) if service_id else None
        faults = new_faults(draft, before, programme, await read_places())
        if faults:
            raise DraftRefused(faults)
        what = What.CHANGED if before else What.ADDED
        if before is None:
            record = new_record(await _free_key(draft), STAFF, draft)
        else:
            record = with_draft(before, draft)
            if record == before:
                return Saved(before.key)
            record = await with_own_places(record, before)
        saved = await keep_service(record, before, by=by, now=now, what=what, status=REVIEWED)
        await forget_unused_organisations()
        await grow_version(connection)
    return saved


def new_faults(
    draft: ServiceDraft,
    before: ServiceRecord | None,
    programme: Programme,
    places: tuple[Place, ...],
) -> dict[str, Fault]:
    """What to mend in a draft. What stood there before, and stays, keeps nobody from changing the
    rest; whoever publishes it mends everything."""
    faults = check_draft(draft, programme, places)
    if not faults or before is None or draft.status != before.status:
        return faults
    was = draft_of(before)
    old = check_draft(was, programme, places)
    return {
        name: fault
        for name, fault in faults.items()
        if old.get(name) != fault or getattr(draft, name) != getattr(was, name)
    }


async def save_details(
    details: Details,
    programme: Programme,
    *,
    by: str,
    now: datetime,
    service_id: str,
    seen: ServiceRecord | None = None,
) -> Saved:
    """Keep what staff wrote beside the draft, of a service as it was when it was `seen`.

    Raises DraftRefused, UnknownService and ChangedMeanwhile.
    """
    async with in_transaction() as connection:
        await hold_directory(connection)
        before = await _kept(service_id, seen)
        faults = check_details(details, before, programme, await read_places())
        if faults:
            raise DraftRefused(faults)
        record = with_details(before, details)
        if record == before:
            return Saved(before.key)
        record = await with_own_places(record, before)
        saved = await keep_service(record, before, by=by, now=now, what=What.CHANGED)
        await grow_version(connection)
    return saved


async def confirm_service(
    service_id: str, *, by: str, on: date, now: datetime, again_on: date | None = None
) -> Saved:
    """Staff vouch for it: a service of low confidence is shown from now on."""
    changes = {"confirmed": True, "last_checked_on": on, "next_check_on": again_on}
    return await _change(service_id, now, by, What.CHECKED, changes)


async def mark_checked(
    service_id: str, *, by: str, on: date, now: datetime, again_on: date | None = None
) -> Saved:
    """Our team checked it on that day, and is to look `again_on` another (Freshness.next_check)."""
    changes = {"last_checked_on": on, "next_check_on": again_on}
    return await _change(service_id, now, by, What.CHECKED, changes)


async def archive_service(service_id: str, *, by: str, now: datetime) -> Saved:
    """Take it out of people's sight; its id stays used."""
    return await _change(service_id, now, by, What.ARCHIVED, {"status": Status.ARCHIVED})


async def mark_words_read(service_id: str, locale: str, *, by: str, now: datetime) -> None:
    """Its words in `locale` are right as they are: neither outdated nor a program's any more."""
    async with in_transaction() as connection:
        await hold_directory(connection)
        kept = await _kept(service_id)
        read = words_read(kept, kept.source_language, locale, Writing(by, now))
        if read.wordings != kept.wordings:
            document, version = as_text(without_shared(read)), await next_version()
            rows = ServiceRow.filter(key=service_id)
            await rows.update(document=document, version=version)
            await grow_version(connection)


async def undo_last_change(service_id: str, *, by: str, now: datetime) -> Saved | None:
    """Bring back the service as it was before its last change; None where that is not known.

    It is a change itself: undoing again brings back what was undone. Raises UnknownService.
    """
    async with in_transaction() as connection:
        await hold_directory(connection)
        now_kept = await _kept(service_id)
        before = await before_last_change(service_id)
        if before is None:
            return None
        # What a file said last stays known, or its next import would not see what staff undid.
        record = replace(before, imported=now_kept.imported, contacts=now_kept.contacts)
        saved = await keep_service(
            record, now_kept, by=by, now=now, what=What.UNDONE, status=REVIEWED
        )
        await forget_unused_organisations()
        await grow_version(connection)
    return saved


async def _change(
    service_id: str, now: datetime, by: str, what: What, changes: Mapping[str, Any]
) -> Saved:
    async with in_transaction() as connection:
        await hold_directory(connection)
        before = await _kept(service_id)
        had = {name: str(getattr(before, name) or "") for name in changes}
        has = {name: str(value or "") for name, value in changes.items()}
        whole: dict[str, Any] = dict(changes)
        if "last_checked_on" in changes:
            whole["last_checked_by"] = by
        record = replace(before, **whole)
        await keep_service(record, before, by=by, now=now, what=what)
        await grow_version(connection)
    return difference(service_id, had, has)


async def _kept(service_id: str, seen: ServiceRecord | None = None) -> ServiceRecord:
    found = await get_service(service_id)
    if found is None:
        raise UnknownService(service_id)
    if seen is not None and found != seen:
        raise ChangedMeanwhile(service_id)
    return found


async def _free_key(draft: ServiceDraft) -> str:
    """A readable id that no service has or had: archived ones keep theirs."""
    letters = re.findall(r"[a-z0-9]+", fold(draft.name.best(("fr", "en"))))
    stem = "-".join(["own", *letters])[:80]
    taken = {row.key for row in await ServiceRow.filter(key__startswith=stem).only("key")}
    numbered = (f"{stem}-{number}" for number in range(1, len(taken) + 2))
    return next(key for key in numbered if key not in taken)
