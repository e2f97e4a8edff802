"""How does a whole record read as a draft for staff, and what does a draft change in it?

A draft says less than a record. What it does not say, or says as before, stays as it was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from services_directory.drafts import ServiceDraft
from services_directory.entries import Closure, ClosureKind, Cost, LocalText, Position
from services_directory.facts import ALL_FACTS
from services_directory.hours import hours_of, is_words_only, rows_of
from services_directory.objects import (
    AccessibilityRecord,
    AddressRecord,
    AreaRecord,
    AttributeRecord,
    ClosureRecord,
    CostRecord,
    DocumentRecord,
    LanguageRecord,
    LocationRecord,
    OrganisationRecord,
    PhoneRecord,
    ScheduleRecord,
    ServiceRecord,
    SiteRecord,
)
from services_directory.records import Facts, lines_of, numbers_in, texts_of

BY_NAME = "names"
"""The source of organisations that are known by nothing but their names."""

_COLUMNS = ("category", "email", "website", "caution", "notes", "status")
_COLUMNS_TOO = ("minimum_age", "maximum_age", "confidential")
_OWN_WORDS = ("name", "description", "eligibility", "alert", "application", "fees")


def draft_of(record: ServiceRecord, site_number: int = 0) -> ServiceDraft:
    """The draft of the service at one of its sites; what a site does not say, the service says."""
    site = record.sites[site_number] if record.sites else None
    location = site.location if site else None
    schedules = _schedules(record, site)
    hours = hours_of(schedules)
    phones = _phones(record, site)
    own = {name: getattr(record, name) for name in (*_COLUMNS, *_COLUMNS_TOO, *_OWN_WORDS)}
    return ServiceDraft(
        **own,
        organisation=record.organisation.name,
        address=location.addresses[0].address_1 if location and location.addresses else _NOTHING,
        accessibility=location.accessibility[0].description
        if location and location.accessibility
        else _NOTHING,
        region=location.region if location else _area(record.areas),
        place=location.place if location else None,
        phone=" / ".join(phone.number for phone in phones),
        phone_types=_types(phones),
        opening_hours=hours or "",
        hours_note=_said([each for each in schedules if hours is None or is_words_only(each)]),
        closures=tuple(map(_closure, _closures(record, site))),
        languages=_codes(record, location),
        documents=lines_of(tuple(each.document for each in record.documents)),
        facts=_facts(record.attributes),
        cost=record.cost or _cost(record.costs),
    )


def facts_of(record: ServiceRecord, site_number: int = 0) -> Facts:
    """What a record says beside its draft."""
    location = record.sites[site_number].location if record.sites else None
    point = (location.latitude, location.longitude) if location else (None, None)
    return Facts(
        confidence=record.confidence,
        source_url=record.source_url,
        source_date=record.source_date,
        position=None if point[0] is None or point[1] is None else Position(point[0], point[1]),
    )


def with_draft(record: ServiceRecord, draft: ServiceDraft, facts: Facts) -> ServiceRecord:
    """The record as the draft says; ids and what the draft does not tell stay."""
    was = draft_of(record)
    changes: dict[str, Any] = {
        name: getattr(draft, name) for name in (*_COLUMNS, *_COLUMNS_TOO, *_OWN_WORDS)
    }
    changes |= {
        "confidence": facts.confidence,
        "source_url": facts.source_url,
        "source_date": facts.source_date,
        "source_language": record.source_language or _first_language(draft.name),
    }
    if draft.cost != was.cost:
        changes["cost"] = draft.cost
    if dict(draft.organisation.words) != dict(was.organisation.words):
        changes["organisation"] = organisation_named(draft.organisation)
    if (draft.phone, draft.phone_types) != (was.phone, was.phone_types):
        changes["phones"] = _phones_from(draft, record)
    if (draft.opening_hours, draft.hours_note) != (was.opening_hours, was.hours_note):
        changes["schedules"] = _schedules_from(draft, was, record)
    if draft.closures != was.closures:
        changes["closures"] = tuple(map(_closure_record, draft.closures))
    if draft.languages != was.languages:
        known = {each.code: each for each in record.languages}
        changes["languages"] = tuple(
            known.get(code, LanguageRecord(code=code)) for code in draft.languages
        )
    if draft.documents != was.documents:
        changes["documents"] = _documents_from(draft.documents, record.documents)
    if draft.facts != was.facts:
        changes["attributes"] = _attributes_from(draft.facts, record.attributes)
    return in_confidence(_with_where(replace(record, **changes), draft, facts, was))


def in_confidence(record: ServiceRecord) -> ServiceRecord:
    """A confidential service without any address or point; what it shared, it shares no longer."""
    if not record.confidential:
        return record
    sites = tuple(
        replace(site, location=_hidden(record, site.location, number))
        for number, site in enumerate(record.sites)
    )
    return replace(record, sites=sites)


def _hidden(record: ServiceRecord, location: LocationRecord, number: int) -> LocationRecord:
    told = (location.addresses, location.latitude, location.longitude, location.transportation)
    if not any((*told, location.external_identifier, location.url)):
        return location
    return LocationRecord(
        source=record.source,
        source_id=f"of-{record.source_id}" + (f"-{number + 1}" if number else ""),
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
    language = _first_language(names)
    return OrganisationRecord(
        source=BY_NAME, source_id=source_id, source_language=language, name=names
    )


_NOTHING = LocalText(())


def _with_where(
    record: ServiceRecord, draft: ServiceDraft, facts: Facts, was: ServiceDraft
) -> ServiceRecord:
    point = None if draft.confidential else facts.position
    where = (draft.region, draft.place, dict(draft.address.words), dict(draft.accessibility.words))
    before = (was.region, was.place, dict(was.address.words), dict(was.accessibility.words))
    if (where, point) == (before, facts_of(record).position):
        return record
    others = tuple(each for each in record.areas if not _is_region_only(each))
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


def _is_region_only(area: AreaRecord) -> bool:
    return area.region is not None and not (area.name or area.description or area.extent)


def _area(areas: Sequence[AreaRecord]) -> str | None:
    return next((each.region for each in areas if each.region), None)


def _phones(record: ServiceRecord, site: SiteRecord | None) -> tuple[PhoneRecord, ...]:
    """The numbers of the service, else of the site, the location, the organisation."""
    nearer = (site.phones, site.location.phones) if site else ()
    groups = (record.phones, *nearer, record.organisation.phones)
    return next((phones for phones in groups if phones), ())


def _types(phones: Sequence[PhoneRecord]) -> tuple[str, ...]:
    types = [phone.type for phone in phones]
    while types and not types[-1]:
        types.pop()
    return tuple(types)


def _phones_from(draft: ServiceDraft, record: ServiceRecord) -> tuple[PhoneRecord, ...]:
    known = {each.number: each for each in record.phones}
    numbers = numbers_in(draft.phone)
    types = (*draft.phone_types, *("",) * len(numbers))
    return tuple(
        replace(known.get(number, PhoneRecord(number=number)), type=kind)
        for number, kind in zip(numbers, types, strict=False)
    )


def _schedules(record: ServiceRecord, site: SiteRecord | None) -> tuple[ScheduleRecord, ...]:
    nearer = (site.schedules, site.location.schedules) if site else ()
    return next((each for each in (record.schedules, *nearer) if each), ())


def _schedules_from(
    draft: ServiceDraft, was: ServiceDraft, record: ServiceRecord
) -> tuple[ScheduleRecord, ...]:
    site = record.sites[0] if record.sites else None
    kept = _schedules(record, site)
    words = tuple(each for each in kept if is_words_only(each))
    rules = tuple(each for each in kept if not is_words_only(each))
    if draft.opening_hours != was.opening_hours or hours_of(kept) is None:
        rules = rows_of(draft.opening_hours) if draft.opening_hours else ()
    if draft.hours_note != was.hours_note:
        words = (ScheduleRecord(description=draft.hours_note),) if draft.hours_note else ()
    return (*rules, *words)


def _said(schedules: Sequence[ScheduleRecord]) -> LocalText:
    """What schedules say in words, one after the other."""
    said: dict[str, list[str]] = {}
    for each in schedules:
        for locale, text in (*each.description.words, *each.notes.words):
            if text not in said.setdefault(locale, []):
                said[locale].append(text)
    return LocalText.of({locale: " ".join(texts) for locale, texts in said.items()})


def _closures(record: ServiceRecord, site: SiteRecord | None) -> tuple[ClosureRecord, ...]:
    nearer = (*site.closures, *site.location.closures) if site else ()
    return (*record.closures, *nearer)


def _closure(record: ClosureRecord) -> Closure:
    known = record.kind in set(ClosureKind)
    kind = ClosureKind(record.kind) if known else ClosureKind.OTHER
    days = record.starts_on, record.ends_on
    return Closure(*days, kind, record.opens_at, record.closes_at, record.note)


def _closure_record(closure: Closure) -> ClosureRecord:
    return ClosureRecord(
        starts_on=closure.starts_on,
        ends_on=closure.ends_on,
        kind=closure.kind.value,
        opens_at=closure.opens_at,
        closes_at=closure.closes_at,
        note=closure.note,
    )


def _codes(record: ServiceRecord, location: LocationRecord | None) -> tuple[str, ...]:
    spoken = record.languages or (location.languages if location else ())
    return tuple(each.code for each in spoken if each.code)


def _documents_from(
    lines: LocalText, kept: tuple[DocumentRecord, ...]
) -> tuple[DocumentRecord, ...]:
    texts = texts_of(lines)
    known = (*kept, *(DocumentRecord(),) * len(texts))
    return tuple(replace(was, document=text) for was, text in zip(known, texts, strict=False))


def _facts(attributes: Sequence[AttributeRecord]) -> tuple[str, ...]:
    """Those that have a code of ours, in the order of the list."""
    if not attributes:
        return ()
    known = set(map(_fact, attributes))
    return tuple(fact for fact in ALL_FACTS if fact in known)


def _fact(attribute: AttributeRecord) -> str:
    return f"{attribute.link_type}:{attribute.value}"


def _attributes_from(
    facts: Sequence[str], kept: Sequence[AttributeRecord]
) -> tuple[AttributeRecord, ...]:
    others = [each for each in kept if _fact(each) not in ALL_FACTS]
    pairs = (fact.partition(":") for fact in facts)
    return (*others, *(AttributeRecord(link_type=kind, value=code) for kind, _, code in pairs))


def _cost(options: Sequence[CostRecord]) -> Cost | None:
    """Free only where somebody wrote the amount 0: a missing cost says nothing."""
    free = {each.amount == 0 for each in options if each.amount is not None}
    if not free:
        return None
    return Cost.VARIES if len(free) > 1 else Cost.FREE if free == {True} else Cost.PAID


def _first_language(words: LocalText) -> str:
    return next((locale for locale, _text in words.words), "")
