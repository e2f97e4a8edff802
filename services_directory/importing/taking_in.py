"""What does a file change in the directory? It never undoes what staff wrote."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from tortoise import BaseDBAsyncClient
from tortoise.transactions import in_transaction

from services_directory.editing import organisation_named, with_draft, without_where
from services_directory.entries import Place, Programme
from services_directory.history import What
from services_directory.importing.faults import FileFault
from services_directory.importing.pack import PLACES_FILE, SERVICES_FILE
from services_directory.importing.places import read_places
from services_directory.importing.services import SourceService, SourceServices, read_services
from services_directory.models import ServiceRow
from services_directory.objects import ServiceRecord
from services_directory.records import as_kept, from_fields, to_fields
from services_directory.rows import (
    StoredService,
    forget_unused_organisations,
    grow_version,
    hold_directory,
    keep_service,
    read_stored,
    write_place,
)
from services_directory.rows import read_places as read_kept_places


@dataclass(slots=True)
class ImportReport:
    """What an import did, or (dry run) would do; ids of services unless said otherwise.

    `kept`: fields that staff edited and that therefore stay as they are, by id.
    `missing`: services of this source that the file no longer has; they stay as they are.
    `faults`: rows that were refused, each by itself.
    """

    source: str
    dry_run: bool
    places_changed: int = 0
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: dict[str, list[str]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    faults: list[FileFault] = field(default_factory=list)


class _DryRunOver(Exception):
    """Undoes the transaction of a dry run."""


async def import_pack(
    folder: Path, programme: Programme, *, by: str, now: datetime, dry_run: bool = False
) -> ImportReport:
    """Take in a pack's places and services, in one transaction. Raises FileRefused.

    Doing it again changes nothing; `source` of its services is the programme's code.
    """
    places = read_places(folder / PLACES_FILE)
    source = read_services(folder / SERVICES_FILE, programme, places)
    return await _import(source, programme.code, places, by=by, now=now, dry_run=dry_run)


async def import_csv(
    path: Path,
    programme: Programme,
    *,
    by: str,
    now: datetime,
    source: str | None = None,
    dry_run: bool = False,
) -> ImportReport:
    """Take in one services file, for places that are known already. Raises FileRefused.

    `source` (default: the programme's code) keeps the ids of two origins apart.
    """
    services = read_services(path, programme, await read_kept_places())
    name = source or programme.code
    return await _import(services, name, (), by=by, now=now, dry_run=dry_run)


async def _import(
    services: SourceServices,
    source: str,
    places: tuple[Place, ...],
    *,
    by: str,
    now: datetime,
    dry_run: bool,
) -> ImportReport:
    report = ImportReport(source, dry_run, faults=list(services.faults))
    try:
        async with in_transaction() as connection:
            # Several copies of the program may start at once, each with the same pack to take in.
            await hold_directory(connection)
            for place in places:
                report.places_changed += await write_place(place, by=by, now=now)
            await _write_services(services, report, by, now)
            await _finish(connection, report)
            if dry_run:
                raise _DryRunOver
    except _DryRunOver:
        pass
    return report


async def _write_services(
    services: SourceServices, report: ImportReport, by: str, now: datetime
) -> None:
    kept = await read_stored(ServiceRow.filter(source=report.source).order_by("id"))
    known = {stored.record.source_id: stored for stored in kept}
    elsewhere = {row.key for row in await ServiceRow.exclude(source=report.source).only("key")}
    for each in services.services:
        stored = known.pop(each.key, None)
        if stored is None and each.key in elsewhere:
            mend = "Another source uses this id already: make it another."
            report.faults.append(FileFault(services.file, f"row {each.line}, column id", mend))
        elif stored is None:
            await _write(None, report.source, _fields(each), each, by, now)
            report.added.append(each.key)
        else:
            await _merge(stored, each, report, by, now)
    report.missing += [key for key in known if key not in services.refused]


async def _merge(
    stored: StoredService, new: SourceService, report: ImportReport, by: str, now: datetime
) -> None:
    """Take a field from the file only where it still stands as it was last imported."""
    current = to_fields(stored.draft, stored.facts)
    before = as_kept(json.loads(stored.record.imported))
    incoming = _fields(new)
    merged, kept = merge_fields(current, before, incoming)
    if kept:
        report.kept[new.key] = kept
    if merged != current or incoming != before:
        await _write(stored.record, report.source, merged, new, by, now)
    (report.changed if merged != current else report.unchanged).append(new.key)


def merge_fields(
    current: Mapping[str, str], before: Mapping[str, str], incoming: Mapping[str, str]
) -> tuple[dict[str, str], list[str]]:
    """What a service is to say, and the fields that staff edited and that stay as they are.

    `before`: as the source last gave it; `current`: as it is here.
    """
    merged: dict[str, str] = {}
    kept: list[str] = []
    for name in {**current, **incoming}:
        edited = current.get(name) != before.get(name)
        # Words that only staff ever wrote, in Tunisian say, contradict no file.
        if edited and current.get(name) != incoming.get(name) and name in {**before, **incoming}:
            kept.append(name)
        chosen = current if edited else incoming
        if name in chosen:
            merged[name] = chosen[name]
    if "confidential" in merged:
        # Where it is stays unsaid, whatever a file brings.
        merged = without_where(merged)
    return merged, sorted(kept)


async def _write(
    before: ServiceRecord | None,
    source: str,
    merged: Mapping[str, str],
    new: SourceService,
    by: str,
    now: datetime,
) -> None:
    draft, facts = from_fields(merged)
    imported = json.dumps(_fields(new), ensure_ascii=False, sort_keys=True)
    record = before or ServiceRecord(
        key=new.key,
        source=source,
        source_id=new.key,
        organisation=organisation_named(draft.organisation),
        category=draft.category,
    )
    record = replace(with_draft(record, draft, facts), imported=imported)
    what = What.IMPORTED if before else What.ADDED
    await keep_service(record, before, by=by, now=now, what=what)


def _fields(new: SourceService) -> dict[str, str]:
    """What the file says, as it will come back from the tables."""
    return as_kept(to_fields(new.draft, new.facts))


async def _finish(connection: BaseDBAsyncClient, report: ImportReport) -> None:
    if report.added or report.changed or report.places_changed:
        await forget_unused_organisations()
        await grow_version(connection)
