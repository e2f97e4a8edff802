"""How does a service get into the tables? As one document, and one for each thing it shares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from services_directory.records import records as objects
from services_directory.records.authorship import Writing, authored
from services_directory.records.documents import as_text, from_text, with_ids, without_shared
from services_directory.records.schema import KINDS, lists_in, source_id_of
from services_directory.storage.dependents import mark_modified, next_version
from services_directory.storage.models import ServiceRow, SharedRow, SiteRow

_R = TypeVar("_R", bound=objects.Record)
_S = TypeVar("_S", bound=objects.Sourced)


async def write_service(
    record: objects.ServiceRecord,
    before: objects.ServiceRecord | None,
    writing: Writing,
    copies: dict[str, Any],
) -> int:
    """Keep the record in place of `before` (None: a new one), the row's number.

    `copies` are columns of the row for lists, that no field of the record is.
    """
    record = await _with_known_terms(with_ids(record, source_id_of(record)))
    organisation = await _organisation(record.organisation, before, writing)
    known = {_place_key(site): site for site in before.sites} if before else {}
    sites: dict[int, objects.SiteRecord] = {}
    for site in record.sites:
        was = known.get(_place_key(site))
        place = await _write_shared(site.location, writing, was.location if was else None)
        sites.pop(place, None)
        sites[place] = authored(site, was, record.source_language, writing)
    record = replace(record, sites=tuple(sites.values()))
    record = authored(record, before, record.source_language, writing)
    row = await ServiceRow.get_or_none(key=record.key) or ServiceRow(key=record.key)
    columns = {
        **{name: getattr(record, name) for name in ("source", "source_id", "category")},
        "status": str(record.status),
        "last_checked_on": record.last_checked_on,
        "next_check_on": record.next_check_on,
        "organisation_id": organisation,
        "version": await next_version(),
        "updated_at": writing.now,
        "updated_by": writing.by,
        "document": as_text(without_shared(record)),
    }
    await row.update_from_dict(columns | copies).save()
    await _keep_sites(int(row.id), {*sites}, confidential=record.confidential)
    return int(row.id)


async def write_organisation(record: objects.OrganisationRecord, writing: Writing) -> int:
    """Keep an organisation by its source and id; the row's number. What shows it is dated anew."""
    return await _write_shared(record, writing)


async def write_taxonomies(
    taxonomies: Sequence[objects.TaxonomyRecord],
    terms: Sequence[objects.TermRecord],
    writing: Writing,
) -> None:
    """Keep taxonomies and terms by their sources and ids; parents come before their children.

    Only those that differ: the services that show one are dated anew.
    """
    for each in (*taxonomies, *terms):
        await _write_shared(each, writing)


async def _organisation(
    new: objects.OrganisationRecord, before: objects.ServiceRecord | None, writing: Writing
) -> int:
    return await _write_shared(new, writing, before.organisation if before else None)


async def _write_shared(record: _S, writing: Writing, before: _S | None = None) -> int:
    """The number of the row; nothing is written where it says what it said (as `before` says)."""
    record, kind = with_ids(record, source_id_of(record)), KINDS[type(record)]
    row = await SharedRow.get_or_none(kind=kind, source=record.source, source_id=record.source_id)
    kept: _S | None = None
    if row is not None:
        if before == record:
            return int(row.id)
        kept = from_text(type(record), row.document)
        if kept == record:
            return int(row.id)
        await mark_modified(row, writing.now)
    row = row or SharedRow(kind=kind, source=record.source, source_id=record.source_id)
    record = await _with_known_names(await _with_known_terms(record))
    record = authored(record, kept, record.source_language, writing, anew=True)
    row.uuid, row.document = record.id, as_text(record)
    await row.save()
    return int(row.id)


def _place_key(site: objects.SiteRecord) -> tuple[str, str]:
    return site.location.source, site.location.source_id


async def _keep_sites(number: int, places: set[int], *, confidential: bool) -> None:
    """The service is at these locations; those that nothing is at any more are forgotten.

    Unless an organisation has them, and what left them is not in confidence.
    """
    had = {row.location_id: row.id for row in await SiteRow.filter(service_id=number)}
    for place in sorted(places - had.keys()):
        await SiteRow.create(service_id=number, location_id=place)
    gone = had.keys() - places
    if not gone:
        return
    await SiteRow.filter(id__in=[had[place] for place in gone]).delete()
    left = await SharedRow.filter(id__in=gone, sites__id__isnull=True)
    unused = [
        row.id
        for row in left
        if confidential or not from_text(objects.LocationRecord, row.document).organisation
    ]
    if unused:
        await SharedRow.filter(id__in=unused).delete()


_NAMES: dict[type[objects.Record], dict[str, type[objects.Record]]] = {
    objects.OrganisationRecord: {"parent": objects.OrganisationRecord},
    objects.LocationRecord: {"organisation": objects.OrganisationRecord},
    objects.TermRecord: {"taxonomy": objects.TaxonomyRecord, "parent": objects.TermRecord},
}
"""Fields that name another record by its id, and of which class it is."""


async def _with_known_names(record: _S) -> _S:
    """The record without names of what is not kept."""
    unknown = {
        name: ""
        for name, named in _NAMES.get(type(record), {}).items()
        if getattr(record, name)
        and not await SharedRow.exists(kind=KINDS[named], uuid=getattr(record, name))
    }
    return replace(record, **unknown) if unknown else record  # type: ignore[arg-type]


async def _with_known_terms(record: _R) -> _R:
    """The record whose attributes name no term that is not kept."""
    named = {*_terms_in(record)}
    if not named:
        return record
    kept = SharedRow.filter(kind=KINDS[objects.TermRecord], uuid__in=named)
    unknown = named - {each.uuid for each in await kept}
    return _without_terms(record, unknown) if unknown else record


def _terms_in(record: objects.Record) -> Iterator[str]:
    if isinstance(record, objects.AttributeRecord) and record.term:
        yield record.term
    for name in lists_in(type(record)):
        for each in getattr(record, name):
            yield from _terms_in(each)


def _without_terms(record: _R, unknown: set[str]) -> _R:
    if isinstance(record, objects.AttributeRecord):
        return replace(record, term="") if record.term in unknown else record
    held = {name: getattr(record, name) for name in lists_in(type(record))}
    changes: Any = {
        name: tuple(_without_terms(each, unknown) for each in held[name])
        for name in held
        if held[name]
    }
    return replace(record, **changes) if changes else record
