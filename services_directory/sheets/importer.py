"""What does a file change in the directory? It never undoes what staff wrote."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence, Set
from datetime import datetime
from functools import partial
from pathlib import Path

from tortoise.transactions import in_transaction

from services_directory.files.pauses import Pause, Turns, at_once, many_alive
from services_directory.files.places import PLACES_FILE, read_places
from services_directory.files.sheet import SheetFile, SheetRow
from services_directory.records.authorship import Writing
from services_directory.records.copies import replace
from services_directory.records.draft_records import draft_of, new_record, with_draft
from services_directory.records.drafts import ServiceDraft
from services_directory.records.flat_fields import as_kept, from_fields, to_fields
from services_directory.records.merging import merge_fields
from services_directory.records.records import ServiceRecord
from services_directory.sheets.column_mapping import SheetMapping
from services_directory.sheets.import_report import Found
from services_directory.sheets.import_report import ImportReport as ImportReport
from services_directory.sheets.service_row import read_row
from services_directory.sheets.services import (
    EditedRow,
    SourceServices,
    read_pack_services,
    read_services,
)
from services_directory.sheets.sheet_edits import read_edit
from services_directory.storage.alike.newcomers import Asked, Newcomers
from services_directory.storage.digests import digests_of
from services_directory.storage.history import What
from services_directory.storage.models import ServiceRow
from services_directory.storage.portions import (
    Stride,
    Then,
    end_of_keeping,
    in_portions,
    keep_compared,
)
from services_directory.storage.reading import read_records
from services_directory.storage.rows import Kept, hold_directory, would_be_saved, write_place
from services_directory.storage.rows import read_places as read_kept_places
from services_directory.values.entries import Place, Programme, Status

Progress = Callable[[int, int | None], None]

NOTHING_ASKED = Asked()


async def import_pack(
    folder: Path,
    programme: Programme,
    *,
    by: str,
    now: datetime,
    dry_run: bool = False,
    asked: Asked = NOTHING_ASKED,
) -> ImportReport:
    """Take in a pack's places and services, a portion at a time. Raises FileRefused.

    Doing it again changes nothing; `source` of its services is the programme's code.
    """
    with many_alive():
        places = read_places(folder / PLACES_FILE)
        source = read_pack_services(folder, programme, places)
        news = await Newcomers.of(programme.code, asked, by=by, now=now, dry_run=dry_run)
        run = _SheetImport(programme, source, programme.code, news, places, Writing(by, now))
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
    pause: Pause = at_once,
    asked: Asked = NOTHING_ASKED,
) -> ImportReport:
    """Take in one sheet of services, for places that are known already. Raises FileRefused.

    `source` (default: the programme's code) keeps the ids of two origins apart. `mapping`:
    what the columns of a sheet are that is not ours. `then` is done in the transaction of each
    portion. `progress` is called with services done, and how many they are. `asked`: what
    becomes of new rows that look like a service here.
    """
    places = await read_kept_places()
    origin = source or (mapping.source if mapping else programme.code)
    # Who only looks is told everything again, also of what says the same as last time.
    known = {} if dry_run else await digests_of(origin)
    read = partial(read_services, path, programme, places, mapping, publish=publish)
    with many_alive():
        # A large workbook takes seconds, in which others are to be answered.
        services = await asyncio.to_thread(read, pause=pause, known=known)
        news = await Newcomers.of(origin, asked, by=by, now=now, dry_run=dry_run)
        run = _SheetImport(programme, services, origin, news, (), Writing(by, now), progress)
        return await run.take(dry_run=dry_run, then=then)


class _SheetImport:
    """One import, a portion at a time."""

    def __init__(
        self,
        programme: Programme,
        services: SourceServices,
        source: str,
        news: Newcomers,
        places: tuple[Place, ...],
        writing: Writing,
        progress: Progress | None = None,
    ) -> None:
        self._progress = progress
        self._programme = programme
        self._services = services
        self._places = places
        self._known_places: tuple[Place, ...] = ()
        self._writing = writing
        self._news = news
        self._stride = Stride()
        self._done = 0
        self._report = ImportReport(
            source,
            False,
            faults=list(services.faults),
            findings=list(services.findings),
            part=services.part,
            others=services.others,
        )

    async def take(self, *, dry_run: bool, then: Then | None = None) -> ImportReport:
        """Compare and (unless it is a dry run) keep; what is kept is told to readers at the end."""
        report = self._report
        report.dry_run = dry_run
        try:
            report.places_changed += await self._write_places()
            await self._take_services(then)
            await self._take_edits(then)
        finally:
            if not dry_run and (report.added or report.changed or report.places_changed):
                await end_of_keeping()
        return report

    async def _write_places(self) -> int:
        if not self._places:
            return 0
        if self._report.dry_run:
            kept = {each.id: each for each in await read_kept_places()}
            return sum(kept.get(each.id) != each for each in self._places)
        async with in_transaction() as connection:
            # Several copies of the program may start at once, each with the same pack.
            await hold_directory(connection)
            return sum([await write_place(each) for each in self._places])

    async def _take_services(self, then: Then | None) -> None:
        report, of = self._report, ServiceRow.all().order_by("id")
        rows = await of.values_list("key", "source", "source_id")
        elsewhere = {key for key, source, _id in rows if source != report.source}
        known = {source_id: key for key, source, source_id in rows if source == report.source}
        for source_id in self._services.said_before:
            report.unchanged.append(known.pop(source_id, source_id))
        for some in in_portions(self._services.services, self._stride):
            await self._take(partial(self._compared, some, elsewhere), len(some), then)
            for row, _draft in some:
                known.pop(row.cells["id"], None)
        named = {*self._services.refused, *(each.key for each in self._services.edits)}
        report.missing += [source_id for source_id in known if source_id not in named]

    async def _take_edits(self, then: Then | None) -> None:
        """The rows of a sheet we wrote: what was edited there, whatever the service's source."""
        if self._services.edits:
            self._known_places = await read_kept_places(self._programme.languages)
        for some in in_portions(self._services.edits, self._stride):
            await self._take(partial(self._compared_edits, some), len(some), then)

    async def _take(
        self, compare: Callable[[], Awaitable[Found]], count: int, then: Then | None
    ) -> None:
        report = self._report
        if report.dry_run:
            found = await compare()
            saved = would_be_saved(found.kept)
        else:
            found, saved = await keep_compared(compare, self._writing, self._stride, then)
            await self._news.keep_imported(found.met.imported)
        found.tell(report, saved)
        self._done += count
        if self._progress:
            self._progress(self._done, len(self._services.services) + len(self._services.edits))

    async def _compared(
        self, rows: Sequence[tuple[SheetRow, ServiceDraft]], elsewhere: Set[str]
    ) -> Found:
        found, source = Found(), self._report.source
        ids = [row.cells["id"] for row, _draft in rows]
        kept = await read_records(ServiceRow.filter(source=source, source_id__in=ids))
        known = {record.source_id: record for record in kept}
        if len(known) < len(rows):
            await self._news.ready()
        updates = await self._news.updates([each for each in ids if each not in known])
        turns = Turns()
        for row, draft in rows:
            await turns.give()
            key = row.cells["id"]
            record = known.get(key)
            if key in updates:
                found.update(key, draft, *updates[key])
            elif record is None and key in elsewhere:
                mend = "Another source uses this id already: make it another."
                found.faults.append(row.fault(self._services.file, "id", mend))
            elif record is None:
                self._add(found, row, draft)
            else:
                self._merge(found, record, draft)
        return found

    async def _compared_edits(self, edits: Sequence[EditedRow]) -> Found:
        found, file, places = Found(), self._services.file, self._known_places
        keys = [each.key for each in edits]
        known = {each.key: each for each in await read_records(ServiceRow.filter(key__in=keys))}
        if len(known) < len(edits):
            await self._news.ready()
        turns = Turns()
        for each in edits:
            await turns.give()
            record = known.get(each.key)
            if record is None:
                draft, faults = read_row(file, each.row, self._programme, places)
                found.faults += faults
                if not faults:
                    self._add(found, each.row, draft)
                continue
            edit = await read_edit(file, record, each, self._programme, places)
            found.faults += edit.faults
            if edit.kept:
                found.edited[each.key] = edit.kept
            if edit.faults:
                continue
            current = to_fields(draft_of(record))
            self._change(found, record, current, edit.flat or current, record.imported)
        return found

    def _merge(self, found: Found, record: ServiceRecord, new: ServiceDraft) -> None:
        """Take a field from the file only where it still stands as it was last imported."""
        current = to_fields(draft_of(record))
        before = as_kept(json.loads(record.imported))
        incoming = as_kept(to_fields(new))
        if self._services.of_others and current.get("status") == Status.PUBLISHED:
            # What people found is hidden by nobody who only forgot to say “publish” again.
            incoming["status"] = Status.PUBLISHED.value
        merged, kept = merge_fields(current, before, incoming)
        # Where our work on a service stands is nothing a sheet of others says.
        kept = [name for name in kept if name != "status" or not self._services.of_others]
        if kept:
            found.edited[record.key] = kept
        imported = record.imported if incoming == before else _as_imported(incoming)
        digest = self._services.digests.get(record.source_id)
        self._change(found, record, current, merged, imported, digest)

    def _change(
        self,
        found: Found,
        record: ServiceRecord,
        current: Mapping[str, str],
        merged: Mapping[str, str],
        imported: str,
        digest: str | None = None,
    ) -> None:
        """Keep a service with other fields; `imported` is what its source says of them now."""
        if merged != current or imported != record.imported:
            said = replace(with_draft(record, from_fields(merged)), imported=imported)
            known = None if record.key in found.edited else digest
            found.kept.append(Kept(said, record, What.IMPORTED, known))
        elif digest is not None and record.key not in found.edited:
            found.digests[record.key] = digest
        (found.changed if merged != current else found.unchanged).append(record.key)

    def _add(self, found: Found, row: SheetRow, new: ServiceDraft) -> None:
        key = row.cells["id"]
        if not self._news.is_to_be_added(key, f"row {row.line}", new, found.met):
            return
        said = as_kept(to_fields(new))
        record = new_record(key, self._report.source, from_fields(said))
        record = replace(record, imported=_as_imported(said))
        digest = self._services.digests.get(key)
        found.kept.append(Kept(record, None, What.ADDED, digest))
        found.added.append(key)


def _as_imported(fields: Mapping[str, str]) -> str:
    return json.dumps(fields, ensure_ascii=False, sort_keys=True)
