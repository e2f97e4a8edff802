"""The directory kept: one snapshot for people to read, and every change staff make.

Each change is one transaction, checks first, and makes the directory's version grow.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from tortoise.expressions import Q
from tortoise.transactions import in_transaction

from services_directory.drafts import (
    DraftRefused,
    Saved,
    ServiceDraft,
    StaffService,
    check_draft,
    tidy_draft,
)
from services_directory.entries import Directory, Programme, Status, Unchecked
from services_directory.folding import fold
from services_directory.models import DirectoryVersion, ServiceRow
from services_directory.records import Facts, is_shown, to_fields, to_service
from services_directory.rows import (
    REVIEWED,
    StoredService,
    forget_unused_organisations,
    grow_version,
    hold_directory,
    read_places,
    read_stored,
    write_service,
)

STAFF = "staff"
"""The source of services that our own team wrote."""


class UnknownService(LookupError):
    """No service has this id."""


@dataclass(frozen=True, slots=True)
class ServicePage:
    """One page of a staff list, and how many services there are in all."""

    services: tuple[StaffService, ...]
    total: int


async def load_directory(programme: Programme) -> Directory:
    """Everything people may be shown, at this moment."""
    async with in_transaction():
        # The version is read first: a change in between is then seen at the next look.
        version = await directory_version()
        places = await read_places(programme.languages)
        rows = await ServiceRow.filter(status=str(Status.PUBLISHED)).order_by("id")
        stored = await read_stored(rows, programme.languages)
    services = tuple(
        to_service(
            each.row.key,
            each.draft,
            each.facts.position,
            programme.country,
            organisation_id=str(each.row.organisation_id),
            last_checked=each.row.last_checked_on,
        )
        for each in stored
        if _is_shown(each.row)
    )
    unchecked = tuple(
        Unchecked(each.draft.name, each.row.category, each.row.region)
        for each in stored
        if not _is_shown(each.row)
    )
    return Directory(programme, places, services, version, unchecked)


async def directory_version() -> int:
    """Grows with every published change; 0 while nothing was ever kept."""
    row = await DirectoryVersion.get_or_none(id=1)
    return row.version if row else 0


async def list_services(
    *,
    search: str = "",
    category: str | None = None,
    region: str | None = None,
    status: Status | None = None,
    unchecked: bool = False,
    offset: int = 0,
    limit: int = 50,
) -> ServicePage:
    """Services for staff, by name. `region` "" means national ones, None all.

    `search` looks in names, organisations, places and ids; `unchecked`: never checked by our team.
    """
    wanted = Q(**{"category": category} if category else {})
    for word in fold(search).split():
        wanted &= Q(folded__contains=word)
    if region is not None:
        wanted &= Q(region=region) if region else Q(region__isnull=True)
    if status is not None:
        wanted &= Q(status=str(status))
    if unchecked:
        wanted &= Q(last_checked_on__isnull=True)
    found = ServiceRow.filter(wanted)
    rows = await found.order_by("folded", "id").offset(offset).limit(limit)
    return ServicePage(
        tuple(_for_staff(stored) for stored in await read_stored(rows)), await found.count()
    )


async def get_service(service_id: str) -> StaffService | None:
    rows = await ServiceRow.filter(key=service_id)
    return _for_staff((await read_stored(rows))[0]) if rows else None


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
        if service_id is None:
            key = await _free_key(draft)
            row = ServiceRow(key=key, source=STAFF, source_id=key)
            facts, before = Facts(confidence="medium"), dict[str, str]()
        else:
            stored = await _stored(service_id)
            row, facts, before = stored.row, stored.facts, to_fields(stored.draft, stored.facts)
        after = to_fields(draft, facts)
        if after != before:
            await write_service(row, draft, facts, by=by, now=now, status=REVIEWED)
            await forget_unused_organisations()
            await grow_version(connection)
    return _saved(row.key, before, after)


async def confirm_service(service_id: str, *, by: str, on: date, now: datetime) -> Saved:
    """Staff vouch for it: a service of low confidence is shown from now on."""
    return await _change(service_id, now, by, confirmed=True, last_checked_on=on)


async def mark_checked(service_id: str, *, by: str, on: date, now: datetime) -> Saved:
    """Our team checked it on that day."""
    return await _change(service_id, now, by, last_checked_on=on)


async def archive_service(service_id: str, *, by: str, now: datetime) -> Saved:
    """Take it out of people's sight; its id stays used."""
    return await _change(service_id, now, by, status=str(Status.ARCHIVED))


async def _change(service_id: str, now: datetime, by: str, **columns: str | bool | date) -> Saved:
    async with in_transaction() as connection:
        await hold_directory(connection)
        row = (await _stored(service_id)).row
        before = {name: str(getattr(row, name) or "") for name in columns}
        if "last_checked_on" in columns:
            row.last_checked_by = by
        await row.update_from_dict({**columns, "updated_at": now, "updated_by": by}).save()
        await grow_version(connection)
    return _saved(row.key, before, {name: str(value or "") for name, value in columns.items()})


async def _stored(service_id: str) -> StoredService:
    rows = await ServiceRow.filter(key=service_id)
    if not rows:
        raise UnknownService(service_id)
    return (await read_stored(rows))[0]


async def _free_key(draft: ServiceDraft) -> str:
    """A readable id that no service has or had: archived ones keep theirs."""
    letters = re.findall(r"[a-z0-9]+", fold(draft.name.best(("fr", "en"))))
    stem = "-".join(["own", *letters])[:80]
    taken = {row.key for row in await ServiceRow.filter(key__startswith=stem).only("key")}
    numbered = (f"{stem}-{number}" for number in range(1, len(taken) + 2))
    return next(key for key in numbered if key not in taken)


def _saved(key: str, before: dict[str, str], after: dict[str, str]) -> Saved:
    changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return Saved(
        key,
        {name: before[name] for name in changed if name in before},
        {name: after[name] for name in changed if name in after},
    )


def _is_shown(row: ServiceRow) -> bool:
    return is_shown(row.status, row.category, row.confidence, row.confirmed)


def _for_staff(stored: StoredService) -> StaffService:
    row = stored.row
    return StaffService(
        id=row.key,
        draft=stored.draft,
        confidence=row.confidence,
        confirmed=row.confirmed,
        checked_on=row.last_checked_on,
        checked_by=row.last_checked_by,
        source=row.source,
        source_url=row.source_url,
        source_date=row.source_date,
        updated_at=row.updated_at,
        updated_by=row.updated_by,
        is_shown=_is_shown(row),
    )
