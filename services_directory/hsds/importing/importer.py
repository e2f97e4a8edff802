"""What does a feed of HSDS change in the directory? It never undoes what staff wrote."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from tortoise.transactions import in_transaction

from services_directory.files.faults import FileFault, FileRefused
from services_directory.files.findings import Done, Finding, Findings
from services_directory.files.merging import merge_fields
from services_directory.hsds.importing.fields import Reading, mark_of
from services_directory.hsds.importing.files import Feed, read_feed
from services_directory.hsds.importing.records import Brought, Reader
from services_directory.hsds.importing.references import join
from services_directory.hsds.importing.report import FeedReport, Wanted
from services_directory.hsds.taxonomies import SOURCE as OWN_SOURCE
from services_directory.hsds.taxonomies import parents_first
from services_directory.records import records as objects
from services_directory.records.authorship import Writing
from services_directory.records.documents import with_ids
from services_directory.records.draft_records import (
    BY_NAME,
    draft_of,
    facts_of,
    in_confidence,
    with_draft,
)
from services_directory.records.drafts import Saved
from services_directory.records.flat_fields import as_kept, from_fields, to_fields
from services_directory.storage.detail_history import parts_of, with_parts_of
from services_directory.storage.history import What
from services_directory.storage.models import ServiceRow
from services_directory.storage.reading import read_shared, read_taxonomies
from services_directory.storage.rows import (
    StoredService,
    forget_unused_organisations,
    grow_version,
    hold_directory,
    keep_service,
    read_stored,
)
from services_directory.storage.writing import write_organisation, write_taxonomies
from services_directory.values.entries import Programme, Status

Progress = Callable[[int, int | None], None]

_LONGEST_SOURCE = 64


class _DryRunOver(Exception):
    """Undoes the transaction of a dry run."""


async def import_hsds(
    path: Path,
    programme: Programme,
    wanted: Wanted,
    *,
    by: str,
    now: datetime,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> FeedReport:
    """Take in a file or a package, in one transaction. Raises FileRefused: nothing was changed.

    Doing it again changes nothing. `progress` is called with services done, and how many they are.
    """
    findings = Findings()
    feed = read_feed(path, findings)
    brought = _read(feed, programme, wanted, findings)
    report = FeedReport(feed.file, dry_run, findings=findings.all)
    try:
        async with in_transaction() as connection:
            await hold_directory(connection)
            changed = await _write_all(brought, report, Writing(by, now, None), wanted, progress)
            if changed:
                await forget_unused_organisations()
                await grow_version(connection)
            if dry_run:
                raise _DryRunOver
    except _DryRunOver:
        pass
    return report


def _read(feed: Feed, programme: Programme, wanted: Wanted, findings: Findings) -> Brought:
    """Raises FileRefused where nobody says whose the objects are or in which language."""
    _check_source(feed, wanted)
    language = wanted.language or feed.language
    if not language and wanted.source is not None and not _says_language(feed):
        mend = "Say in which language its words are: --language en."
        raise FileRefused([FileFault(feed.file, "file", mend)])
    needs = {code.casefold(): category for code, category in wanted.needs.items()}
    reading = Reading(programme, wanted.source, language or "und", findings, needs)
    reader = Reader(reading)
    for entity, told in feed.objects:
        reader.read(entity, told)
    reader.finish()
    join(reader.brought, feed.file, findings)
    return reader.brought


def _says_language(feed: Feed) -> bool:
    return any("language" in mark_of(told) for _entity, told in feed.objects)


def _check_source(feed: Feed, wanted: Wanted) -> None:
    source = wanted.source
    if source is None:
        if not any("source" in mark_of(told) for _entity, told in feed.objects):
            mend = "Say where it comes from, with a short name that stays: --source NAME."
            raise FileRefused([FileFault(feed.file, "file", mend)])
    elif source in (BY_NAME, OWN_SOURCE, "") or len(source) > _LONGEST_SOURCE:
        mend = f"This name is taken or too long: choose another than “{source[:20]}”."
        raise FileRefused([FileFault(feed.file, "file", mend)])


async def _write_all(
    brought: Brought,
    report: FeedReport,
    writing: Writing,
    wanted: Wanted,
    progress: Progress | None,
) -> bool:
    """Everything in the order in which it names each other; True when anything changed."""
    changed = await _write_terms(brought, writing)
    changed |= await _write_organisations(brought, report, writing)
    sources = sorted({each.source for each in brought.services.values()})
    kept = await read_stored(ServiceRow.filter(source__in=sources).order_by("id"))
    known = {(each.record.source, each.record.source_id): each for each in kept}
    taken = {row.key for row in await ServiceRow.all().only("key")}
    total = len(brought.services)
    for number, record in enumerate(brought.services.values(), start=1):
        stored = known.pop((record.source, record.source_id), None)
        if stored is None and record.key in taken:
            problem = "Another service has this key already: it comes from another source."
            where = f"service {record.source_id}"
            report.findings.append(Finding(report.file, where, "", problem, Done.REFUSED))
            continue
        taken.add(record.key)
        await _take(record, stored, brought, report, writing, wanted)
        if progress:
            progress(number, total)
    refused = brought.refused
    report.missing += [each.record.key for key, each in known.items() if key[1] not in refused]
    return bool(changed or report.added or report.changed)


async def _write_terms(brought: Brought, writing: Writing) -> bool:
    taxonomies, terms = await read_taxonomies()
    new_taxonomies = _new(list(brought.taxonomies.values()), taxonomies)
    new_terms = _new(parents_first(brought.terms.values()), terms)
    await write_taxonomies(new_taxonomies, new_terms, writing)
    return bool(new_taxonomies or new_terms)


async def _write_organisations(brought: Brought, report: FeedReport, writing: Writing) -> bool:
    offering = {each.organisation.id for each in brought.services.values()}
    report.orphans += [
        f"{each.source}:{each.source_id}"
        for each in brought.organisations.values()
        if each.id not in offering
    ]
    given = parents_first(brought.organisations.values())
    new = _new(given, await read_shared(objects.OrganisationRecord))
    for each in new:
        await write_organisation(each, writing)
    return bool(new)


def _new(given: Sequence[Any], kept: Sequence[Any]) -> list[Any]:
    """Those that are not kept as they are."""
    known = {(each.source, each.source_id): each for each in kept}
    return [
        each
        for each in given
        if known.get((each.source, each.source_id)) != with_ids(each, each.id)
    ]


def _undated(record: objects.ServiceRecord) -> objects.ServiceRecord:
    """The record without the moment its source last changed it: that alone is no change."""
    extra = {name: value for name, value in record.extra.items() if name != "last_modified"}
    return replace(record, extra=extra)


async def _take(
    record: objects.ServiceRecord,
    stored: StoredService | None,
    brought: Brought,
    report: FeedReport,
    writing: Writing,
    wanted: Wanted,
) -> None:
    """Keep one service; a field that staff edited since the last time stays theirs."""
    if stored and record.id in brought.heads:
        record = _with_details_of(record, stored.record)
    if wanted.publish and record.status == Status.REVIEW and _can_be_found(record):
        record = replace(record, status=Status.PUBLISHED)
    record = in_confidence(with_ids(record, record.id))
    incoming = as_kept(to_fields(draft_of(record), facts_of(record))) | parts_of(record)
    # A copy of ours brings with it what its first source said.
    imported = record.imported or json.dumps(incoming, ensure_ascii=False, sort_keys=True)
    if stored is None:
        record = replace(record, imported=imported)
        await _keep(record, None, writing, What.ADDED)
        report.added.append(record.key)
    else:
        before = stored.record
        record, kept = _merged(_as_ours(record, before, imported), stored, incoming)
        # Where our work on a service stands is nothing a feed of others says.
        kept = [name for name in kept if name != "status" or wanted.source is None]
        if kept:
            report.kept[before.key] = kept
        if _undated(with_ids(record, record.id)) == _undated(before):
            report.unchanged.append(before.key)
        else:
            await _keep(record, before, writing, What.IMPORTED)
            report.changed.append(before.key)
    if record.status == Status.REVIEW:
        report.in_review.append(record.key)


def _merged(
    record: objects.ServiceRecord, stored: StoredService, incoming: Mapping[str, str]
) -> tuple[objects.ServiceRecord, list[str]]:
    """The record with what staff edited since the last time, and the names of those fields."""
    before = stored.record
    parts = parts_of(before)
    current = to_fields(stored.draft, stored.facts) | parts
    # Imports of earlier versions say nothing of lists: staff could not change them either.
    was = parts | as_kept(json.loads(before.imported))
    merged, kept = merge_fields(current, was, incoming)
    record = with_parts_of(before, [name for name in kept if name in parts], record)
    return with_draft(record, *from_fields(merged)), kept


async def _keep(
    record: objects.ServiceRecord,
    before: objects.ServiceRecord | None,
    writing: Writing,
    what: What,
) -> Saved:
    return await keep_service(
        record, before, by=writing.by, now=writing.now, what=what, status=writing.status
    )


def _as_ours(
    record: objects.ServiceRecord, before: objects.ServiceRecord, imported: str
) -> objects.ServiceRecord:
    """What only staff decide stays as it is: the key on people's cards, and who checked it when."""
    return replace(
        record,
        id=before.id,
        key=before.key,
        imported=imported,
        confirmed=before.confirmed,
        last_checked_on=before.last_checked_on,
        last_checked_by=before.last_checked_by,
        next_check_on=before.next_check_on,
    )


def _with_details_of(
    record: objects.ServiceRecord, before: objects.ServiceRecord
) -> objects.ServiceRecord:
    """A list of services tells none of their details: that they are not there says nothing."""
    names = (
        *("sites", "phones", "schedules", "closures", "languages", "costs", "documents", "areas"),
        *("contacts", "attributes", "organisation"),
    )
    return replace(record, **{name: getattr(before, name) for name in names})


def _can_be_found(record: objects.ServiceRecord) -> bool:
    """True where people would be told rightly what and where it is."""
    draft = draft_of(record)
    return bool(record.category and draft.region and record.hsds_status == "active")
