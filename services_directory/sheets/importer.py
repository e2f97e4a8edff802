"""What does a file change in the directory? It never undoes what staff wrote."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from tortoise.transactions import in_transaction

from services_directory.files.faults import FileFault
from services_directory.files.findings import Finding
from services_directory.files.merging import merge_fields
from services_directory.files.places import PLACES_FILE, read_places
from services_directory.files.sheet import SheetFile
from services_directory.records.draft_records import organisation_named, with_draft
from services_directory.records.drafts import Saved
from services_directory.records.flat_fields import as_kept, from_fields, to_fields
from services_directory.records.records import ServiceRecord
from services_directory.sheets.column_mapping import SheetMapping
from services_directory.sheets.service_row import SourceService, read_row
from services_directory.sheets.services import SERVICES_FILE, SourceServices, read_services
from services_directory.sheets.sheet_edits import read_edit
from services_directory.storage.history import What
from services_directory.storage.models import ServiceRow
from services_directory.storage.rows import (
    StoredService,
    forget_unused_organisations,
    grow_version,
    hold_directory,
    keep_service,
    read_stored,
    write_place,
)
from services_directory.storage.rows import read_places as read_kept_places
from services_directory.values.entries import Place, Programme


@dataclass(slots=True)
class ImportReport:
    """What an import did, or (dry run) would do; ids of services unless said otherwise.

    `kept`: fields (of a sheet of ours: columns) that staff edited and that therefore stay as they
    are, by id. `differences`: before and after, by field, of each service that changed.
    `missing`: services of this source that the file no longer has; they stay as they are.
    `faults`: rows that were refused, each by itself. `findings`: what was put right.
    `part` and `others`: the sheet of a workbook that was read, and those that were not.
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
    findings: list[Finding] = field(default_factory=list)
    differences: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)
    part: str = ""
    others: tuple[str, ...] = ()


Progress = Callable[[int, int | None], None]
Then = Callable[[ImportReport], Awaitable[None]]


_LICENCE = "x_licence"


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
    run = _SheetImport(programme, source, programme.code, places, by, now)
    return await run.take(dry_run=dry_run)


async def import_sheet(
    path: Path | SheetFile,
    programme: Programme,
    *,
    by: str,
    now: datetime,
    source: str | None = None,
    dry_run: bool = False,
    mapping: SheetMapping | None = None,
    publish: bool = False,
    then: Then | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Take in one sheet of services, for places that are known already. Raises FileRefused.

    `source` (default: the programme's code) keeps the ids of two origins apart. `mapping`:
    what the columns of a sheet are that is not ours. `then` is done in the same transaction, when
    all is written. `progress` is called with services done, and how many they are.
    """
    places = await read_kept_places()
    # A large workbook takes seconds, in which others are to be answered.
    services = await asyncio.to_thread(
        read_services, path, programme, places, mapping, publish=publish
    )
    origin = source or (mapping.source if mapping else programme.code)
    run = _SheetImport(programme, services, origin, (), by, now, progress)
    return await run.take(dry_run=dry_run, then=then)


class _SheetImport:
    """One import, in one transaction."""

    def __init__(
        self,
        programme: Programme,
        services: SourceServices,
        source: str,
        places: tuple[Place, ...],
        by: str,
        now: datetime,
        progress: Progress | None = None,
    ) -> None:
        self._progress = progress
        self._programme = programme
        self._services = services
        self._places = places
        self._by = by
        self._now = now
        self._report = ImportReport(
            source,
            False,
            faults=list(services.faults),
            findings=list(services.findings),
            part=services.part,
            others=services.others,
        )

    async def take(self, *, dry_run: bool, then: Then | None = None) -> ImportReport:
        report = self._report
        report.dry_run = dry_run
        try:
            async with in_transaction() as connection:
                # Several copies of the program may start at once, each with the same pack.
                await hold_directory(connection)
                for place in self._places:
                    report.places_changed += await write_place(place)
                await self._write_services()
                await self._write_edits()
                if report.added or report.changed or report.places_changed:
                    await forget_unused_organisations()
                    await grow_version(connection)
                if dry_run:
                    raise _DryRunOver
                if then:
                    await then(report)
        except _DryRunOver:
            pass
        return report

    async def _write_services(self) -> None:
        report = self._report
        kept = await read_stored(ServiceRow.filter(source=report.source).order_by("id"))
        known = {stored.record.source_id: stored for stored in kept}
        elsewhere = {row.key for row in await ServiceRow.exclude(source=report.source).only("key")}
        for number, each in enumerate(self._services.services):
            self._tell_progress(number)
            stored = known.pop(each.key, None)
            if stored is None and each.key in elsewhere:
                self._refuse(each.line, "Another source uses this id already: make it another.")
            elif stored is None:
                await self._add(each)
            else:
                await self._merge(stored, each)
        named = {*self._services.refused, *(each.key for each in self._services.edits)}
        report.missing += [key for key in known if key not in named]

    def _tell_progress(self, done: int) -> None:
        if self._progress:
            self._progress(done, len(self._services.services) + len(self._services.edits))

    async def _write_edits(self) -> None:
        """The rows of a sheet we wrote: what was edited there, whatever the service's source."""
        edits = self._services.edits
        if not edits:
            return
        places = await read_kept_places(self._programme.languages)
        known = {each.record.key: each for each in await read_stored(ServiceRow.all())}
        for number, each in enumerate(edits, start=len(self._services.services)):
            self._tell_progress(number)
            stored = known.get(each.key)
            if stored is None:
                file = self._services.file
                service, faults = read_row(file, each.row, self._programme, places)
                self._report.faults += faults
                if not faults:
                    await self._add(service)
                continue
            edit = await read_edit(self._services.file, stored, each, self._programme, places)
            self._report.faults += edit.faults
            if edit.kept:
                self._report.kept[each.key] = edit.kept
            if edit.faults:
                continue
            current = to_fields(stored.draft, stored.facts)
            await self._change(stored, edit.flat or current, stored.record.imported)

    async def _merge(self, stored: StoredService, new: SourceService) -> None:
        """Take a field from the file only where it still stands as it was last imported."""
        current = to_fields(stored.draft, stored.facts)
        before = as_kept(json.loads(stored.record.imported))
        incoming = _fields(new)
        merged, kept = merge_fields(current, before, incoming)
        # Where our work on a service stands is nothing a sheet of others says.
        kept = [name for name in kept if name != "status" or not self._services.of_others]
        if kept:
            self._report.kept[new.key] = kept
        imported = stored.record.imported if incoming == before else _as_imported(incoming)
        await self._change(stored, merged, imported)

    async def _change(
        self, stored: StoredService, merged: Mapping[str, str], imported: str
    ) -> None:
        """Keep a service with other fields; `imported` is what its source says of them now."""
        record, report = stored.record, self._report
        current = to_fields(stored.draft, stored.facts)
        if merged != current or imported != record.imported:
            said = self._licensed(with_draft(record, *from_fields(merged)))
            said = replace(said, imported=imported)
            saved = await self._keep(said, record, What.IMPORTED)
            report.differences[record.key] = {
                name: (saved.before.get(name, ""), saved.after.get(name, ""))
                for name in {**saved.before, **saved.after}
            }
        (report.changed if merged != current else report.unchanged).append(record.key)

    async def _add(self, new: SourceService) -> None:
        draft, facts = from_fields(_fields(new))
        record = ServiceRecord(
            key=new.key,
            source=self._report.source,
            source_id=new.key,
            organisation=organisation_named(draft.organisation),
            category=draft.category,
        )
        record = self._licensed(with_draft(record, draft, facts))
        await self._keep(replace(record, imported=_as_imported(_fields(new))), None, What.ADDED)
        self._report.added.append(new.key)

    async def _keep(self, record: ServiceRecord, before: ServiceRecord | None, what: What) -> Saved:
        return await keep_service(record, before, by=self._by, now=self._now, what=what)

    def _licensed(self, record: ServiceRecord) -> ServiceRecord:
        """The record with the licence of its source, which goes with it wherever it is told."""
        licence = self._services.licence
        extra = {**record.extra, _LICENCE: licence} if licence else record.extra
        return replace(record, extra=extra)

    def _refuse(self, line: int, mend: str) -> None:
        fault = FileFault(self._services.file, f"row {line}, column id", mend)
        self._report.faults.append(fault)


def _fields(new: SourceService) -> dict[str, str]:
    """What the file says, as it will come back from the tables."""
    return as_kept(to_fields(new.draft, new.facts))


def _as_imported(fields: Mapping[str, str]) -> str:
    return json.dumps(fields, ensure_ascii=False, sort_keys=True)
