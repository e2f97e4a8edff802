"""How does a whole record read as a draft for staff, and what does a draft change in it?

A draft says less than a record. What it does not say, or says as before, stays as it was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from itertools import count
from typing import Any, TypeVar

from services_directory.records.copies import replace
from services_directory.records.draft_fields import (
    as_closure,
    as_closure_record,
    attributes_from,
    closures_of,
    cost_of,
    documents_from,
    fact_codes,
    first_language,
    is_region_only,
    languages_of,
    phones_from,
    phones_of,
    position_of,
    region_of,
    schedules_from,
    schedules_of,
    types_of,
    words_said,
)
from services_directory.records.drafts import ServiceDraft
from services_directory.records.flat_fields import lines_of
from services_directory.records.records import (
    AccessibilityRecord,
    AddressRecord,
    AreaRecord,
    LanguageRecord,
    LocationRecord,
    OrganisationRecord,
    ServiceRecord,
    SiteRecord,
)
from services_directory.records.schedule_records import hours_of, is_words_only, zone_of
from services_directory.values.entries import LocalText
from services_directory.values.local_text import NO_WORDS

_V = TypeVar("_V")

BY_NAME = "names"
"""The source of organisations that are known by nothing but their names."""

_COLUMNS = ("category", "email", "website", "caution", "notes", "status")
_COLUMNS_TOO = (
    *("minimum_age", "maximum_age", "confidential", "confidence", "source_url", "source_date"),
    "licence",
)
_OWN_WORDS = ("name", "description", "eligibility", "alert", "application", "fees", "sms_text")


def draft_of(record: ServiceRecord, site_number: int = 0) -> ServiceDraft:
    """The draft of the service at one of its sites; what a site does not say, the service says."""
    site = record.sites[site_number] if record.sites else None
    location = site.location if site else None
    schedules = schedules_of(record, site)
    hours = hours_of(schedules)
    phones = phones_of(record, site)
    own = {name: getattr(record, name) for name in (*_COLUMNS, *_COLUMNS_TOO, *_OWN_WORDS)}
    return ServiceDraft(
        **own,
        organisation=record.organisation.name,
        address=location.addresses[0].address_1 if location and location.addresses else NO_WORDS,
        accessibility=location.accessibility[0].description
        if location and location.accessibility
        else NO_WORDS,
        region=location.region if location else region_of(record.areas),
        place=location.place if location else None,
        phone=" / ".join(phone.number for phone in phones),
        phone_types=types_of(phones),
        opening_hours=hours or "",
        timezone=(zone_of(schedules) or "") if hours else "",
        hours_note=words_said([each for each in schedules if hours is None or is_words_only(each)]),
        closures=tuple(map(as_closure, closures_of(record, site))),
        languages=languages_of(record, location),
        documents=lines_of(tuple(each.document for each in record.documents)),
        facts=fact_codes(record.attributes),
        cost=record.cost or cost_of(record.costs),
        position=position_of(location) if location else None,
    )


def new_record(key: str, source: str, draft: ServiceDraft) -> ServiceRecord:
    """A service of which nothing is known but a draft; `key` is also what its source calls it."""
    record = ServiceRecord(
        key=key,
        source=source,
        source_id=key,
        organisation=organisation_named(draft.organisation),
        category=draft.category,
    )
    return with_draft(record, draft)


def with_draft(record: ServiceRecord, draft: ServiceDraft) -> ServiceRecord:
    """The record as the draft says; ids and what the draft does not tell stay."""
    was = draft_of(record)
    changes: dict[str, Any] = {
        name: getattr(draft, name) for name in (*_COLUMNS, *_COLUMNS_TOO, *_OWN_WORDS)
    }
    changes["source_language"] = record.source_language or first_language(draft.name)
    if draft.cost != was.cost:
        changes["cost"] = draft.cost
    if dict(draft.organisation.words) != dict(was.organisation.words):
        changes["organisation"] = organisation_named(draft.organisation)
    if (draft.phone, draft.phone_types) != (was.phone, was.phone_types):
        changes["phones"] = phones_from(draft, record)
    hours = (draft.opening_hours, draft.timezone, draft.hours_note)
    if hours != (was.opening_hours, was.timezone, was.hours_note):
        changes["schedules"] = schedules_from(draft, was, record)
    if draft.closures != was.closures:
        changes["closures"] = tuple(map(as_closure_record, draft.closures))
    if draft.languages != was.languages:
        known = {each.code: each for each in record.languages}
        changes["languages"] = tuple(
            known.get(code, LanguageRecord(code=code)) for code in draft.languages
        )
    if draft.documents != was.documents:
        changes["documents"] = documents_from(draft.documents, record.documents)
    if draft.facts != was.facts:
        changes["attributes"] = attributes_from(draft.facts, record.attributes)
    return in_confidence(_with_where(replace(record, **changes), draft, was))


def in_confidence(record: ServiceRecord) -> ServiceRecord:
    """A confidential service without any address or point; what it shared, it shares no longer."""
    if not record.confidential:
        return record
    for number, site in enumerate(record.sites):
        hidden = replace(site, location=_hidden(record, site.location, number))
        sites = (*record.sites[:number], hidden, *record.sites[number + 1 :])
        record = replace(record, sites=sites)
    imported = record.imported
    if imported:
        said = without_where(json.loads(imported))
        imported = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return replace(record, imported=imported)


def own_place_id(record: ServiceRecord, number: int) -> str:
    """What the location at `number` is called once it is this service's alone; no other is."""
    others = {each.location.source_id for at, each in enumerate(record.sites) if at != number}
    own = f"of-{record.source_id}"
    names = (f"{own}-{at}" if at > 1 else own for at in count(number + 1))
    return next(name for name in names if name not in others)


def says_where(field: str) -> bool:
    """True for a flat field that tells where a service is: "address.fr", "latitude"."""
    return field.partition(".")[0] in ("address", "latitude", "longitude", "places")


def without_where(flat: Mapping[str, _V]) -> dict[str, _V]:
    """Flat fields without address and point: what a file said of them is told by no copy either."""
    return {name: value for name, value in flat.items() if not says_where(name)}


def _hidden(record: ServiceRecord, location: LocationRecord, number: int) -> LocationRecord:
    named = (location.name, location.alternate_name, location.description, location.organisation)
    told = (location.addresses, location.latitude, location.longitude, location.transportation)
    other = (location.external_identifier, location.url, location.contacts, location.extra)
    if not any((*named, *told, *other)):
        return location
    return LocationRecord(
        source=record.source,
        source_id=own_place_id(record, number),
        source_language=location.source_language,
        region=location.region,
        place=location.place,
        accessibility=location.accessibility,
        languages=location.languages,
        schedules=location.schedules,
        closures=location.closures,
        phones=location.phones,
    )


def organisation_named(names: LocalText) -> OrganisationRecord:
    """An organisation of which nothing is known but its names: the same names are the same one."""
    as_written = json.dumps(sorted(names.words), ensure_ascii=False)
    source_id = hashlib.sha256(as_written.encode()).hexdigest()[:32]
    language = first_language(names)
    return OrganisationRecord(
        source=BY_NAME, source_id=source_id, source_language=language, name=names
    )


def _with_where(record: ServiceRecord, draft: ServiceDraft, was: ServiceDraft) -> ServiceRecord:
    point = None if draft.confidential else draft.position
    where = (draft.region, draft.place, dict(draft.address.words), dict(draft.accessibility.words))
    before = (was.region, was.place, dict(was.address.words), dict(was.accessibility.words))
    if (where, point) == (before, was.position):
        return record
    others = tuple(each for each in record.areas if not is_region_only(each))
    if not (draft.place or point or draft.address or draft.accessibility):
        area = (AreaRecord(region=draft.region),) if draft.region else ()
        return replace(record, sites=record.sites[1:], areas=(*area, *others))
    site = record.sites[0] if record.sites else _new_site(record)
    location = replace(
        site.location,
        region=draft.region,
        place=draft.place,
        latitude=point.latitude if point else None,
        longitude=point.longitude if point else None,
        addresses=_addresses_from(draft, site.location),
        accessibility=_accessibility_from(draft.accessibility, site.location.accessibility),
    )
    first = replace(site, location=location)
    return replace(record, sites=(first, *record.sites[1:]), areas=others)


def _new_site(record: ServiceRecord) -> SiteRecord:
    return SiteRecord(
        location=LocationRecord(
            source=record.source,
            source_id=f"of-{record.source_id}",
            source_language=record.source_language,
        )
    )


def _addresses_from(draft: ServiceDraft, location: LocationRecord) -> tuple[AddressRecord, ...]:
    if draft.confidential:
        return ()
    if not draft.address:
        return location.addresses[1:]
    first = location.addresses[0] if location.addresses else AddressRecord()
    return (replace(first, address_1=draft.address), *location.addresses[1:])


def _accessibility_from(
    words: LocalText, kept: tuple[AccessibilityRecord, ...]
) -> tuple[AccessibilityRecord, ...]:
    if not words:
        return kept[1:]
    first = kept[0] if kept else AccessibilityRecord()
    return (replace(first, description=words), *kept[1:])
