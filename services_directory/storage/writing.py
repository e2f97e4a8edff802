"""How does a service get into the tables? What is as it was stays untouched, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from services_directory.records import records as objects
from services_directory.records.records import detail_id, object_id
from services_directory.storage.dependents import mark_modified
from services_directory.storage.hsds_models import LocationRow, SiteRow, TaxonomyRow, TermRow
from services_directory.storage.models import OrganisationRow, ServiceRow, Translation
from services_directory.storage.reading import read_location, read_organisations
from services_directory.storage.row_mapping import (
    Shape,
    as_json,
    columns_from,
    shape_of,
    source_id_of,
    with_ids,
)
from services_directory.storage.translations import Held, Writing, keep_words
from services_directory.values.entries import LocalText

_ORGANISATION = shape_of(objects.OrganisationRecord)
_LOCATION = shape_of(objects.LocationRecord)
_SERVICE = shape_of(objects.ServiceRecord)
_SITE = shape_of(objects.SiteRecord)


async def write_service(
    record: objects.ServiceRecord,
    before: objects.ServiceRecord | None,
    writing: Writing,
    extra_columns: dict[str, Any],
) -> int:
    """Keep the record in place of `before` (None: a new one), the row's number.

    `extra_columns` are those of the row that are no part of the record: copies for lists.
    """
    record = with_ids(record, source_id_of(record))
    organisation = await _organisation(record, before, writing)
    columns = {
        **columns_from(_SERVICE, record),
        **extra_columns,
        "organisation_id": organisation,
        "uuid": _own_uuid(record),
        "updated_at": writing.now,
        "updated_by": writing.by,
    }
    row = await ServiceRow.get_or_none(key=record.key) or ServiceRow()
    await row.update_from_dict(columns).save()
    number = int(row.id)
    held = Held("service", number, is_new=before is None)
    await _write_held(_SERVICE, held, record, before, record.source_language, writing)
    await _write_sites(number, record, before, writing)
    return number


async def write_organisation(record: objects.OrganisationRecord, writing: Writing) -> int:
    """Keep an organisation by its source and id; the row's number. What shows it is dated anew."""
    record = with_ids(record, source_id_of(record))
    row = await OrganisationRow.get_or_none(source=record.source, source_id=record.source_id)
    if row is not None:
        (kept,) = await read_organisations(number=row.id)
        if as_json(kept) == as_json(record):
            return int(row.id)
        await mark_modified("organisation", row.id, writing.now)
    parent = await _row_of(OrganisationRow, "organisation", record.parent)
    return await _write_sourced(
        _ORGANISATION, row or OrganisationRow(), record, {"parent_id": parent}, writing
    )


async def write_taxonomies(
    taxonomies: Sequence[objects.TaxonomyRecord],
    terms: Sequence[objects.TermRecord],
    writing: Writing,
) -> None:
    """Keep taxonomies and terms by their sources and ids; parents come before their children.

    Only those that differ: the services that show one are dated anew.
    """
    for each in taxonomies:
        taxonomy = await TaxonomyRow.get_or_none(source=each.source, source_id=each.source_id)
        if taxonomy is not None:
            await mark_modified("taxonomy", taxonomy.id, writing.now)
        shape, record = shape_of(objects.TaxonomyRecord), with_ids(each, source_id_of(each))
        await _write_sourced(shape, taxonomy or TaxonomyRow(), record, {}, writing)
    for one in terms:
        term = await TermRow.get_or_none(source=one.source, source_id=one.source_id)
        if term is not None:
            await mark_modified("term", term.id, writing.now)
        columns = {
            "taxonomy_id": await _row_of(TaxonomyRow, "taxonomy", one.taxonomy),
            "parent_id": await _row_of(TermRow, "term", one.parent),
        }
        shape, named = shape_of(objects.TermRecord), with_ids(one, source_id_of(one))
        await _write_sourced(shape, term or TermRow(), named, columns, writing)


async def _organisation(
    record: objects.ServiceRecord, before: objects.ServiceRecord | None, writing: Writing
) -> int:
    new = record.organisation
    if before is not None and as_json(before.organisation) == as_json(new):
        row = await OrganisationRow.get(source=new.source, source_id=new.source_id)
        return int(row.id)
    return await write_organisation(new, writing)


async def _write_sites(
    number: int,
    record: objects.ServiceRecord,
    before: objects.ServiceRecord | None,
    writing: Writing,
) -> None:
    known = {_place_key(site): site for site in before.sites} if before else {}
    kept: list[int] = []
    for position, site in enumerate(record.sites):
        was = known.get(_place_key(site))
        location = await _write_location(site.location, was.location if was else None, writing)
        row = await SiteRow.get_or_none(service_id=number, location_id=location)
        is_new = row is None
        row = row or SiteRow(service_id=number, location_id=location)
        given = detail_id(record.id, "service.sites", position)
        columns = {
            **columns_from(_SITE, site),
            "position": position,
            "uuid": None if site.id == given else site.id,
        }
        await row.update_from_dict(columns).save()
        held = Held("site", int(row.id), is_new)
        await _write_held(_SITE, held, site, was, record.source_language, writing)
        kept.append(row.id)
    gone = await SiteRow.filter(service_id=number).exclude(id__in=kept)
    if gone:
        numbers = [row.id for row in gone]
        await _forget_held(_SITE, numbers)
        await SiteRow.filter(id__in=numbers).delete()
        places = {row.location_id for row in gone}
        await _forget_unused_locations(places, also_owned=record.confidential)


def _place_key(site: objects.SiteRecord) -> tuple[str, str]:
    return site.location.source, site.location.source_id


async def _write_location(
    record: objects.LocationRecord, before: objects.LocationRecord | None, writing: Writing
) -> int:
    row = await LocationRow.get_or_none(source=record.source, source_id=record.source_id)
    if row is not None:
        before = before or await read_location(row.id)
        if as_json(before) == as_json(record):
            return int(row.id)
        await mark_modified("location", row.id, writing.now)
    whose = await _row_of(OrganisationRow, "organisation", record.organisation)
    columns = {"organisation_id": whose}
    return await _write_sourced(_LOCATION, row or LocationRow(), record, columns, writing)


async def _forget_unused_locations(numbers: set[int], *, also_owned: bool) -> None:
    """Of these locations those no service is at any more, unless an organisation has them.

    `also_owned`: those too, where what left them is in confidence.
    """
    left = LocationRow.filter(id__in=numbers, sites__id__isnull=True)
    unused = [row.id for row in await left if also_owned or row.organisation_id is None]
    if unused:
        await _forget_held(_LOCATION, unused)
        await LocationRow.filter(id__in=unused).delete()


async def _write_sourced(
    shape: Shape, row: Any, record: objects.Sourced, columns: dict[str, Any], writing: Writing
) -> int:
    wanted = {**columns_from(shape, record), **columns, "uuid": _own_uuid(record)}
    is_new = row.pk is None
    await row.update_from_dict(wanted).save()
    held = Held(shape.kind, int(row.id), is_new)
    await _write_held(shape, held, record, None, record.source_language, writing)
    return held.number


async def _write_held(
    shape: Shape,
    row: Held,
    record: objects.Record,
    before: objects.Record | None,
    language: str,
    writing: Writing,
) -> None:
    """Words and details of a row; details of a kind are written anew when any of them differs."""
    words = {
        (name, locale): text for name in shape.words for locale, text in getattr(record, name).words
    }
    if shape.words:
        await keep_words(row, record, words, language, writing)
    for name, held in shape.details:
        if not held.is_detail:
            continue
        new = getattr(record, name)
        was = [as_json(each) for each in getattr(before, name)] if before else []
        if (before or row.is_new) and was == [as_json(each) for each in new]:
            continue
        if not row.is_new:
            await _forget(held, shape.kind, [row.number])
        for position, each in enumerate(new):
            given = detail_id(record.id, f"{shape.kind}.{name}", position)
            await _write_detail(
                held, shape.kind, row.number, position, each, given, language, writing
            )


async def _write_detail(
    shape: Shape,
    owner: str,
    owner_id: int,
    position: int,
    record: objects.Record,
    derived_id: str,
    language: str,
    writing: Writing,
) -> None:
    columns = columns_from(shape, record)
    if isinstance(record, objects.AttributeRecord):
        columns["term_id"] = await _row_of(TermRow, "term", record.term)
    row: Any = await shape.table.create(
        owner=owner,
        owner_id=owner_id,
        position=position,
        uuid=None if record.id == derived_id else record.id,
        **columns,
    )
    # What stays as it was keeps its authors, although its row is a new one.
    keeping = replace(writing, status=None) if record.wordings else writing
    await _write_held(shape, Held(shape.kind, int(row.id), True), record, None, language, keeping)


async def _forget(shape: Shape, owner: str, owner_ids: list[int]) -> None:
    found = await shape.table.filter(owner=owner, owner_id__in=owner_ids).values_list(
        "id", flat=True
    )
    numbers = [int(str(number)) for number in found]
    if numbers:
        await _forget_held(shape, numbers)
        await shape.table.filter(id__in=numbers).delete()


async def _forget_held(shape: Shape, numbers: list[int]) -> None:
    for _name, held in shape.details:
        if held.is_detail:
            await _forget(held, shape.kind, numbers)
    if shape.words:
        await Translation.filter(owner=shape.kind, owner_id__in=numbers).delete()


async def _row_of(table: Any, kind: str, record_id: str) -> int | None:
    """The number of the row with this HSDS id; None for "" and for one that is not kept."""
    if not record_id:
        return None
    # Two sources may bring the same thing under the same id: either row is that thing.
    row = await table.filter(uuid=record_id).order_by("id").first()
    if row is None:
        for each in await table.filter(uuid=None).values("id", "source", "source_id"):
            if object_id(each["source"], kind, each["source_id"]) == record_id:
                return int(each["id"])
    return int(row.id) if row else None


def _own_uuid(record: objects.Sourced) -> str | None:
    return None if record.id == source_id_of(record) else record.id


def first_language(*texts: LocalText) -> str:
    """The language words were first written in; "" where there are none."""
    return next((locale for text in texts for locale, _words in text.words), "")
