"""What does a feed of HSDS change in the directory? It never undoes what staff wrote."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from services_directory.files.findings import Findings
from services_directory.files.pauses import Pause, Turns, at_once, many_alive
from services_directory.hsds.importing.beside_ours import (
    as_ours,
    missing_in,
    undated,
    with_details_of,
)
from services_directory.hsds.importing.bringing import brought_by
from services_directory.hsds.importing.files import read_feed
from services_directory.hsds.importing.new_in import NewIn, new_in
from services_directory.hsds.importing.records import Brought
from services_directory.hsds.importing.report import FeedReport, Found, Wanted
from services_directory.hsds.taxonomies import parents_first
from services_directory.records import records as objects
from services_directory.records.authorship import Writing
from services_directory.records.copies import replace
from services_directory.records.documents import with_ids
from services_directory.records.draft_records import (
    draft_of,
    in_confidence,
    with_draft,
)
from services_directory.records.flat_fields import as_kept, from_fields, to_fields
from services_directory.records.merging import merge_fields
from services_directory.storage.alike.newcomers import Newcomers
from services_directory.storage.detail_history import parts_of, with_parts_of
from services_directory.storage.history import What
from services_directory.storage.models import ServiceRow
from services_directory.storage.portions import (
    Stride,
    Then,
    end_of_keeping,
    in_portions,
    keep_compared,
)
from services_directory.storage.reading import read_records, read_shared
from services_directory.storage.rows import Kept
from services_directory.storage.snapshot import NOT_OFFERED
from services_directory.storage.writing import write_shared
from services_directory.values.entries import Programme, Status

Progress = Callable[[int, int | None], None]


async def import_hsds(
    path: Path,
    programme: Programme,
    wanted: Wanted,
    *,
    by: str,
    now: datetime,
    dry_run: bool = False,
    progress: Progress | None = None,
    then: Then | None = None,
    pause: Pause = at_once,
) -> FeedReport:
    """Take in a file or a package, a portion at a time. Raises FileRefused: nothing was changed.

    Doing it again changes nothing, and ends what was cut off. `progress` is called with services
    done, and how many they are. `then` is done in the transaction of each portion of services.
    """
    findings = Findings()
    with many_alive():
        # A large feed takes seconds, in which others are to be answered.
        feed = await asyncio.to_thread(read_feed, path, findings)
        # Who only looks is told everything again, also of what says the same as last time.
        new = NewIn.every(feed) if dry_run else await new_in(feed, programme, wanted, pause)
        said = replace(feed, objects=new.objects)
        brought = await asyncio.to_thread(brought_by, said, programme, wanted, findings, pause)
        report = FeedReport(feed.file, dry_run, findings=findings.all)
        asked = wanted.alike
        news = await Newcomers.of(wanted.source or "", asked, by=by, now=now, dry_run=dry_run)
        run = FeedImport(brought, report, Writing(by, now, None), wanted, new, news)
        await run.take(progress, then)
        return report


class FeedImport:
    """One import: everything in the order in which it names each other."""

    def __init__(
        self,
        brought: Brought,
        report: FeedReport,
        writing: Writing,
        wanted: Wanted,
        new: NewIn,
        news: Newcomers,
    ) -> None:
        self._news = news
        self._new = new
        self._brought = brought
        self._report = report
        self._writing = writing
        self._wanted = wanted
        self._stride = Stride()
        self._taken: dict[str, tuple[str, str]] = {}
        """Every key there is, and whose it is."""

    async def take(self, progress: Progress | None, then: Then | None = None) -> None:
        """Compare and (unless it is a dry run) keep; what is kept is told to readers at the end."""
        report, changed = self._report, False
        try:
            await self._withdraw(then)
            changed = await self._terms_and_organisations()
            await self._services(progress, then)
        finally:
            if not report.dry_run and (changed or report.added or report.changed):
                await end_of_keeping()

    async def _withdraw(self, then: Then | None) -> None:
        """First of all goes what its source took back: somebody may be in danger by it."""
        ids = sorted(self._brought.withdrawn)
        for some in in_portions(ids, self._stride):
            if self._report.dry_run:
                found = await self._taken_back(some)
            else:
                found, _saved = await keep_compared(
                    partial(self._taken_back, some), self._writing, self._stride, then
                )
            self._report.withdrawn += [each.record.key for each in found.kept]
        if self._report.withdrawn and not self._report.dry_run:
            await end_of_keeping()

    async def _taken_back(self, ids: Sequence[str]) -> Found:
        found = Found(self._report.file)
        kept = ServiceRow.filter(source=self._wanted.source, source_id__in=ids)
        for before in await read_records(kept.order_by("id")):
            if before.hsds_status not in NOT_OFFERED:
                record = replace(before, hsds_status="defunct")
                found.kept.append(Kept(record, before, What.IMPORTED))
        return found

    async def _terms_and_organisations(self) -> bool:
        brought, report = self._brought, self._report
        offering = {each.organisation.id for each in brought.services.values()}
        report.orphans += [
            f"{each.source}:{each.source_id}"
            for each in brought.organisations.values()
            if each.id not in offering
        ]
        changed = False
        for record, given in (
            (objects.TaxonomyRecord, [*brought.taxonomies.values()]),
            (objects.TermRecord, parents_first(brought.terms.values())),
            (objects.OrganisationRecord, parents_first(brought.organisations.values())),
        ):
            new: list[objects.Sourced] = _new(given, await read_shared(record))
            changed |= bool(new)
            for some in in_portions(new, self._stride) if not report.dry_run else ():
                async with self._stride.holding():
                    await write_shared(some, self._writing)
        return changed

    async def _services(self, progress: Progress | None, then: Then | None) -> None:
        brought, report = self._brought, self._report
        records = [*brought.services.values()]
        sources = {each.source for each in records} | {self._wanted.source}
        rows = ServiceRow.all().order_by("id").values_list("key", "source", "source_id")
        self._taken = {key: (source, source_id) for key, source, source_id in await rows}
        known = {names: key for key, names in self._taken.items() if names[0] in sources}
        for source_id in self._new.said_before:
            report.unchanged += [known.pop((self._wanted.source or "", source_id), source_id)]
        done = 0
        for some in in_portions(records, self._stride):
            if report.dry_run:
                found = await self._compared(some)
            else:
                found, _saved = await keep_compared(
                    partial(self._compared, some), self._writing, self._stride, then
                )
                await self._news.keep_imported(found.met.imported)
            found.tell(report)
            for each in some:
                known.pop((each.source, each.source_id), None)
                self._taken.setdefault(each.key, (each.source, each.source_id))
            done += len(some)
            if progress:
                progress(done, len(records))
        report.missing += [key for names, key in known.items() if names[1] not in brought.refused]

    async def _compared(self, records: Sequence[objects.ServiceRecord]) -> Found:
        found = Found(self._report.file)
        for source in {each.source for each in records}:
            ids = [each.source_id for each in records if each.source == source]
            kept = await read_records(ServiceRow.filter(source=source, source_id__in=ids))
            found.known |= {(each.source, each.source_id): each for each in kept}
        updates, turns = await self._looked_for(records, found), Turns()
        for each in records:
            await turns.give()
            names = each.source, each.source_id
            before = found.known.get(names)
            if each.source_id in updates:
                found.update(each, *updates[each.source_id])
            elif before is None and self._taken.get(each.key, names) != names:
                found.refused.append(each.source_id)
            else:
                self._compare(each, before, found)
        return found

    async def _looked_for(
        self, records: Sequence[objects.ServiceRecord], found: Found
    ) -> Mapping[str, tuple[objects.ServiceRecord, str]]:
        """Of the new ones of a feed of others: those that staff said are a service here."""
        if self._wanted.source is None or len(found.known) == len(records):
            return {}
        await self._news.ready()
        known = {source_id for _source, source_id in found.known}
        return await self._news.updates(
            [each.source_id for each in records if each.source_id not in known]
        )

    def _is_to_be_added(self, record: objects.ServiceRecord, found: Found) -> bool:
        if self._wanted.source is None:
            return True  # a copy of ours: its services were told apart there
        where = f"service {record.source_id}"
        return self._news.is_to_be_added(record.source_id, where, draft_of(record), found.met)

    def _compare(
        self,
        record: objects.ServiceRecord,
        before: objects.ServiceRecord | None,
        found: Found,
    ) -> None:
        """A field that staff edited since the last time stays theirs."""
        wanted = self._wanted
        if before and record.id in self._brought.heads:
            record = with_details_of(record, before)
        if wanted.publish and record.status == Status.REVIEW:
            missing = missing_in(record)
            record = record if missing else replace(record, status=Status.PUBLISHED)
            found.unpublished |= {record.source_id: missing} if missing else {}
        if wanted.source and before and before.status == Status.PUBLISHED:
            # What people found is hidden by nobody who only forgot to say “publish” again.
            record = replace(record, status=Status.PUBLISHED)
        record = in_confidence(with_ids(record, record.id))
        incoming = as_kept(to_fields(draft_of(record))) | parts_of(record)
        # A copy of ours brings with it what its first source said.
        imported = record.imported or json.dumps(incoming, ensure_ascii=False, sort_keys=True)
        if before is None:
            if not self._is_to_be_added(record, found):
                return
            record = replace(record, imported=imported)
            found.add(record, None, What.ADDED, self._new.digests.get(record.source_id))
            return
        record, kept = _merged(as_ours(record, before, imported), before, incoming)
        # Where our work on a service stands is nothing a feed of others says.
        kept = [name for name in kept if name != "status" or wanted.source is None]
        if kept:
            found.edited[before.key] = kept
        if undated(with_ids(record, record.id)) == undated(before):
            found.unchanged.append(before.key)
            if (digest := self._new.digests.get(record.source_id)) is not None and not kept:
                found.digests[before.key] = digest
            found.in_review += [record.key] if record.status == Status.REVIEW else []
        else:
            digest = None if kept else self._new.digests.get(record.source_id)
            found.add(record, before, What.IMPORTED, digest)


def _new(given: Sequence[Any], kept: Sequence[Any]) -> list[Any]:
    """Those that are not kept as they are."""
    known = {(each.source, each.source_id): each for each in kept}
    return [
        each
        for each in given
        if known.get((each.source, each.source_id)) != with_ids(each, each.id)
    ]


def _merged(
    record: objects.ServiceRecord, before: objects.ServiceRecord, incoming: Mapping[str, str]
) -> tuple[objects.ServiceRecord, list[str]]:
    """The record with what staff edited since the last time, and the names of those fields."""
    parts = parts_of(before)
    current = to_fields(draft_of(before)) | parts
    # Imports of earlier versions say nothing of lists: staff could not change them either.
    was = parts | as_kept(json.loads(before.imported))
    merged, kept = merge_fields(current, was, incoming)
    record = with_parts_of(before, [name for name in kept if name in parts], record)
    return with_draft(record, from_fields(merged)), kept
