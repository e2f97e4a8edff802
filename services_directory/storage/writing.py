"""How do services get into the tables? Each as one document, and one for each thing they share.

What is to be written is made ready first, and nobody waits for that: it only reads. Writing it is a
few statements, however many services they are, in the transaction of whoever calls.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from services_directory.files.pauses import Turns
from services_directory.records import records as objects
from services_directory.records.authorship import Writing, authored
from services_directory.records.copies import replace
from services_directory.records.documents import as_text, from_text, with_ids, without_shared
from services_directory.records.schema import KINDS, source_id_of
from services_directory.storage.dependents import mark_modified, next_version
from services_directory.storage.known_names import some_of, with_known_names, with_known_terms
from services_directory.storage.models import ServiceRow, SharedRow, SiteRow

Key = tuple[str, str, str]
"""Kind, source and source id of what services share."""


@dataclass(slots=True)
class _Shared:
    """What services share, as it is to be kept. `seen`: its row; `text` None: it says the same."""

    record: objects.Sourced
    seen: SharedRow | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class ServiceToWrite:
    """The record in place of `before` (None: a new one).

    `copies` are columns of the row for lists, that no field of the record is.
    """

    record: objects.ServiceRecord
    before: objects.ServiceRecord | None
    copies: Mapping[str, Any]
    digest: str | None = None


@dataclass(slots=True)
class Portion:
    """Services that are ready to be written, and what they share."""

    writing: Writing
    services: list[ServiceToWrite] = field(default_factory=list)
    shared: dict[Key, _Shared] = field(default_factory=dict)


async def made_ready(changes: Sequence[ServiceToWrite], writing: Writing) -> Portion:
    """Reads what there is, and writes nothing."""
    portion, turns = Portion(writing), Turns()
    given = [with_ids(each.record, source_id_of(each.record)) for each in changes]
    given = await with_known_terms(given)
    for record, change in zip(given, changes, strict=True):
        await turns.give()
        before = change.before
        _share(portion, record.organisation)
        known = {_key(site.location): site for site in before.sites} if before else {}
        sites: dict[Key, objects.SiteRecord] = {}
        for site in record.sites:
            key = _key(site.location)
            _share(portion, site.location)
            # The last of two at one place is the one that counts.
            sites.pop(key, None)
            language = record.source_language
            sites[key] = authored(site, known.get(key), language, writing)
        record = replace(record, sites=tuple(sites.values()))
        record = authored(record, before, record.source_language, writing)
        portion.services.append(replace(change, record=record))
    await _make_shared_ready(portion)
    return portion


async def is_as_seen(portion: Portion) -> bool:
    """Whether nobody wrote any of it since it was made ready; ask it in the transaction."""
    keys = [each.record.key for each in portion.services]
    rows = await ServiceRow.filter(key__in=keys).values_list("key", "updated_at")
    before = {each.before.key: each.before.updated_at for each in portion.services if each.before}
    if dict(rows) != before:
        return False
    kept = await _rows_of(portion.shared)
    seen = {key: each.seen.document for key, each in portion.shared.items() if each.seen}
    return {key: row.document for key, row in kept.items()} == seen


async def write(portion: Portion) -> dict[str, int]:
    """Keep it all; the number of each service's row, by its key."""
    writing = portion.writing
    changed = [(key, each) for key, each in portion.shared.items() if each.text is not None]
    for _key_of, each in changed:
        if each.seen is not None:
            await mark_modified(each.seen, writing.now)
    rows = [
        SharedRow(
            kind=kind, source=source, source_id=known, uuid=each.record.id, document=each.text
        )
        for (kind, source, known), each in changed
    ]
    if rows:
        same = ["kind", "source", "source_id"]
        await SharedRow.bulk_create(rows, on_conflict=same, update_fields=["uuid", "document"])
    places = {key: int(each.seen.id) for key, each in portion.shared.items() if each.seen}
    new = [key for key in portion.shared if key not in places]
    places |= {key: int(row.id) for key, row in (await _rows_of(new)).items()}
    services = [_row(each, portion, places) for each in portion.services]
    version = await next_version()
    for row in services:
        row.version = version
    if services:
        await ServiceRow.bulk_create(services, on_conflict=["key"], update_fields=_COLUMNS)
    keys = [row.key for row in services]
    numbers = {
        str(key): int(number)
        for key, number in await ServiceRow.filter(key__in=keys).values_list("key", "id")
    }
    await _keep_sites(portion, numbers, places)
    return numbers


async def write_organisation(record: objects.OrganisationRecord, writing: Writing) -> None:
    """Keep an organisation by its source and id. What shows it is dated anew."""
    await write_shared([record], writing)


async def write_taxonomies(
    taxonomies: Sequence[objects.TaxonomyRecord],
    terms: Sequence[objects.TermRecord],
    writing: Writing,
) -> None:
    """Keep taxonomies and terms by their sources and ids.

    Only those that differ: the services that show one are dated anew.
    """
    await write_shared([*taxonomies, *terms], writing)


async def write_shared(records: Iterable[objects.Sourced], writing: Writing) -> None:
    """Keep what services may share, whether or not one does."""
    portion = Portion(writing)
    for each in records:
        _share(portion, each)
    await _make_shared_ready(portion)
    await write(portion)


def _key(record: objects.Sourced) -> Key:
    return KINDS[type(record)], record.source, record.source_id


def _share(portion: Portion, record: objects.Sourced) -> None:
    portion.shared[_key(record)] = _Shared(with_ids(record, source_id_of(record)))


async def _make_shared_ready(portion: Portion) -> None:
    """What says another thing than its row gets its text; names of what is not kept go."""
    kept = await _rows_of(portion.shared)
    new: dict[Key, tuple[objects.Sourced, objects.Sourced | None]] = {}
    for key, each in portion.shared.items():
        each.seen = kept.get(key)
        was = from_text(type(each.record), each.seen.document) if each.seen else None
        if was is None or was != each.record:
            new[key] = each.record, was
        else:
            each.record = was
    records = await with_known_terms([record for record, _was in new.values()])
    about_to_be = {(key[0], each.record.id) for key, each in portion.shared.items()}
    records = await with_known_names(records, about_to_be)
    for (key, (_record, was)), told in zip(new.items(), records, strict=True):
        record = authored(told, was, told.source_language, portion.writing, anew=True)
        portion.shared[key].record = record
        portion.shared[key].text = as_text(record)


async def _rows_of(keys: Iterable[Key]) -> dict[Key, SharedRow]:
    by_source: dict[tuple[str, str], list[str]] = {}
    for kind, source, source_id in keys:
        by_source.setdefault((kind, source), []).append(source_id)
    found: dict[Key, SharedRow] = {}
    for (kind, source), ids in by_source.items():
        for some in some_of(ids):
            rows = await SharedRow.filter(kind=kind, source=source, source_id__in=some)
            found |= {(row.kind, row.source, row.source_id): row for row in rows}
    return found


_COLUMNS = [
    *("source", "source_id", "category", "status", "last_checked_on", "next_check_on"),
    *("organisation_id", "version", "updated_at", "updated_by", "document"),
    *("folded", "region", "place", "phones", "digest", "merged_into"),
]


def _row(change: ServiceToWrite, portion: Portion, places: Mapping[Key, int]) -> ServiceRow:
    record, writing = change.record, portion.writing
    # Its organisation and locations are named in it by the ids they are kept under.
    return ServiceRow(
        key=record.key,
        source=record.source,
        source_id=record.source_id,
        category=record.category,
        status=str(record.status),
        merged_into=record.merged_into or None,
        last_checked_on=record.last_checked_on,
        next_check_on=record.next_check_on,
        organisation_id=places[_key(record.organisation)],
        updated_at=writing.now,
        updated_by=writing.by,
        document=as_text(without_shared(record)),
        digest=change.digest,
        **change.copies,
    )


async def _keep_sites(
    portion: Portion, numbers: Mapping[str, int], places: Mapping[Key, int]
) -> None:
    """Services are at these locations; those that nothing is at any more are forgotten.

    Unless an organisation has them, and what left them is not in confidence.
    """
    wanted: dict[tuple[int, int], None] = {}
    confidential: set[int] = set()
    for each in portion.services:
        number = numbers[each.record.key]
        wanted |= {(number, places[_key(site.location)]): None for site in each.record.sites}
        confidential |= {number} if each.record.confidential else set()
    had = {
        (row.service_id, row.location_id): row.id
        for row in await SiteRow.filter(service_id__in=[*numbers.values()])
    }
    new = [
        SiteRow(service_id=number, location_id=at)
        for number, at in wanted
        if (number, at) not in had
    ]
    if new:
        await SiteRow.bulk_create(new)
    gone = [each for each in had if each not in wanted]
    if not gone:
        return
    await SiteRow.filter(id__in=[had[each] for each in gone]).delete()
    hidden = {location for number, location in gone if number in confidential}
    left = await SharedRow.filter(id__in=[at for _number, at in gone], sites__id__isnull=True)
    unused = [
        row.id
        for row in left
        if row.id in hidden or not from_text(objects.LocationRecord, row.document).organisation
    ]
    if unused:
        await SharedRow.filter(id__in=unused).delete()
