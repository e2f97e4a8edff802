"""The directory kept: one snapshot for people to read, and every change staff make.

Each change is one transaction, checks first, and makes the directory's version grow.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from tortoise.expressions import Q
from tortoise.transactions import in_transaction

from services_directory.records.authorship import MACHINE, REVIEWED, Writing, words_read
from services_directory.records.details import Details, check_details, details_of, with_details
from services_directory.records.documents import as_text, without_shared
from services_directory.records.draft_records import facts_of, organisation_named, with_draft
from services_directory.records.drafts import (
    DraftRefused,
    Saved,
    ServiceDraft,
    StaffService,
    check_draft,
    tidy_draft,
)
from services_directory.records.flat_fields import Facts
from services_directory.records.records import (
    ServiceRecord,
)
from services_directory.storage.dependents import next_version
from services_directory.storage.history import What, before_last_change
from services_directory.storage.models import ServiceRow
from services_directory.storage.rows import (
    StoredService,
    difference,
    forget_unused_organisations,
    grow_version,
    hold_directory,
    keep_service,
    read_places,
    read_stored,
    with_own_places,
)
from services_directory.storage.snapshot import DirectoryReader as DirectoryReader
from services_directory.storage.snapshot import directory_version as directory_version
from services_directory.storage.snapshot import is_found
from services_directory.storage.snapshot import load_directory as load_directory
from services_directory.values.entries import Programme, Status
from services_directory.values.normalise import fold

STAFF = "staff"
"""The source of services that our own team wrote."""


_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class UnknownService(LookupError):
    """No service has this id."""


@dataclass(frozen=True, slots=True)
class ServicePage:
    """One page of a staff list, and how many services there are in all."""

    services: tuple[StaffService, ...]
    total: int


async def list_services(
    *,
    search: str = "",
    category: str | None = None,
    region: str | None = None,
    status: Status | None = None,
    unchecked: bool = False,
    due_by: date | None = None,
    offset: int = 0,
    limit: int = 50,
) -> ServicePage:
    """Services for staff, by name. `region` "" means national ones, None all.

    `search` looks in names, organisations, places, numbers and ids; `unchecked`: never checked by
    our team; `due_by`: to be checked again before that day.
    """
    wanted = Q(**{"category": category} if category else {})
    for word in fold(search).split():
        wanted &= Q(folded__contains=word) | Q(phones__contains=word)
    if region is not None:
        wanted &= Q(region=region) if region else Q(region__isnull=True)
    if status is not None:
        wanted &= Q(status=str(status))
    if unchecked:
        wanted &= Q(last_checked_on__isnull=True)
    if due_by is not None:
        wanted &= Q(next_check_on__lt=due_by)
    found = ServiceRow.filter(wanted)
    page = await read_stored(found.order_by("folded", "id").offset(offset).limit(limit))
    return ServicePage(tuple(map(_for_staff, page)), await found.count())


async def get_service(service_id: str) -> StaffService | None:
    """One service as staff edit it; None where there is none."""
    found = await read_stored(ServiceRow.filter(key=service_id))
    return _for_staff(found[0]) if found else None


async def save_service(
    draft: ServiceDraft,
    programme: Programme,
    *,
    by: str,
    now: datetime,
    service_id: str | None = None,
) -> Saved:
    """Keep a draft: a new service, or (`service_id`) changes to one.

    Raises DraftRefused with every fault at once, and UnknownService.
    """
    draft = tidy_draft(draft)
    async with in_transaction() as connection:
        await hold_directory(connection)
        faults = check_draft(draft, programme, await read_places())
        if faults:
            raise DraftRefused(faults)
        before = None if service_id is None else (await _stored(service_id)).record
        record = with_draft(before or await _new(draft), draft, _facts_of(before))
        if record == before:
            return Saved(before.key)
        if before is not None:
            record = await with_own_places(record, before)
        what = What.CHANGED if before else What.ADDED
        saved = await keep_service(record, before, by=by, now=now, what=what, status=REVIEWED)
        await forget_unused_organisations()
        await grow_version(connection)
    return saved


async def save_details(
    details: Details, programme: Programme, *, by: str, now: datetime, service_id: str
) -> Saved:
    """Keep what staff wrote beside the draft. Raises DraftRefused and UnknownService."""
    async with in_transaction() as connection:
        await hold_directory(connection)
        before = (await _stored(service_id)).record
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


async def get_details(service_id: str) -> Details | None:
    """What is known of a service beside its draft; None where there is no such service."""
    found = await read_stored(ServiceRow.filter(key=service_id))
    return details_of(found[0].record) if found else None


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
        kept = (await _stored(service_id)).record
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
        now_kept = (await _stored(service_id)).record
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
        before = (await _stored(service_id)).record
        had = {name: str(getattr(before, name) or "") for name in changes}
        has = {name: str(value or "") for name, value in changes.items()}
        whole: dict[str, Any] = dict(changes)
        if "last_checked_on" in changes:
            whole["last_checked_by"] = by
        record = replace(before, **whole)
        await keep_service(record, before, by=by, now=now, what=what)
        await grow_version(connection)
    return difference(service_id, had, has)


async def _stored(service_id: str) -> StoredService:
    found = await read_stored(ServiceRow.filter(key=service_id))
    if not found:
        raise UnknownService(service_id)
    return found[0]


async def _new(draft: ServiceDraft) -> ServiceRecord:
    key = await _free_key(draft)
    organisation = organisation_named(draft.organisation)
    return ServiceRecord(
        key=key, source=STAFF, source_id=key, organisation=organisation, category=draft.category
    )


def _facts_of(record: ServiceRecord | None) -> Facts:
    return facts_of(record) if record else Facts(confidence="medium")


async def _free_key(draft: ServiceDraft) -> str:
    """A readable id that no service has or had: archived ones keep theirs."""
    letters = re.findall(r"[a-z0-9]+", fold(draft.name.best(("fr", "en"))))
    stem = "-".join(["own", *letters])[:80]
    taken = {row.key for row in await ServiceRow.filter(key__startswith=stem).only("key")}
    numbered = (f"{stem}-{number}" for number in range(1, len(taken) + 2))
    return next(key for key in numbered if key not in taken)


def _for_staff(stored: StoredService) -> StaffService:
    record = stored.record
    said = record.wordings.items()
    return StaffService(
        id=record.key,
        draft=stored.draft,
        confidence=record.confidence,
        confirmed=record.confirmed,
        checked_on=record.last_checked_on,
        checked_by=record.last_checked_by,
        source=record.source,
        source_url=record.source_url,
        source_date=record.source_date,
        updated_at=record.updated_at or _NEVER,
        updated_by=record.updated_by,
        is_shown=is_found(record),
        check_due=record.next_check_on,
        outdated=tuple(name for name, wording in said if wording.outdated),
        machine=tuple(name for name, wording in said if wording.status == MACHINE),
        has_place=bool(record.sites),
    )
