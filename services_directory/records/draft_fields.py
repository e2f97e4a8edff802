"""How do phones, hours, closures, languages, documents and facts read in a draft, and back?"""

from __future__ import annotations

from collections.abc import Sequence

from services_directory.records.copies import replace
from services_directory.records.drafts import ServiceDraft
from services_directory.records.flat_fields import numbers_in, texts_of
from services_directory.records.records import (
    AreaRecord,
    AttributeRecord,
    ClosureRecord,
    CostRecord,
    DocumentRecord,
    LocationRecord,
    PhoneRecord,
    ScheduleRecord,
    ServiceRecord,
    SiteRecord,
)
from services_directory.records.schedule_records import hours_of, is_words_only, rows_of
from services_directory.values.entries import Closure, ClosureKind, Cost, LocalText, Position
from services_directory.values.facts import ALL_FACTS


def is_region_only(area: AreaRecord) -> bool:
    return area.region is not None and not (area.name or area.description or area.extent)


def region_of(areas: Sequence[AreaRecord]) -> str | None:
    return next((each.region for each in areas if each.region), None)


def position_of(location: LocationRecord) -> Position | None:
    if location.latitude is None or location.longitude is None:
        return None
    return Position(location.latitude, location.longitude)


def phones_of(record: ServiceRecord, site: SiteRecord | None) -> tuple[PhoneRecord, ...]:
    """The numbers of the service, else of the site, the location, the organisation.

    Another site than the first has its own before the service's: staff write the first one's as
    those of the service.
    """
    nearer = (site.phones, site.location.phones) if site else ()
    own = nearer[:1] if _is_other(record, site) else ()
    groups = (*own, record.phones, *nearer, record.organisation.phones)
    return next((phones for phones in groups if phones), ())


def _is_other(record: ServiceRecord, site: SiteRecord | None) -> bool:
    return site is not None and site is not record.sites[0]


def types_of(phones: Sequence[PhoneRecord]) -> tuple[str, ...]:
    types = [phone.type for phone in phones]
    while types and not types[-1]:
        types.pop()
    return tuple(types)


def phones_from(draft: ServiceDraft, record: ServiceRecord) -> tuple[PhoneRecord, ...]:
    known = {each.number: each for each in record.phones}
    numbers = numbers_in(draft.phone)
    types = (*draft.phone_types, *("",) * len(numbers))
    return tuple(
        replace(known.get(number, PhoneRecord(number=number)), type=kind)
        for number, kind in zip(numbers, types, strict=False)
    )


def schedules_of(record: ServiceRecord, site: SiteRecord | None) -> tuple[ScheduleRecord, ...]:
    """The hours of the service, else of the site, the location; of another site its own first."""
    nearer = (site.schedules, site.location.schedules) if site else ()
    own = nearer[:1] if _is_other(record, site) else ()
    return next((each for each in (*own, record.schedules, *nearer) if each), ())


def schedules_from(
    draft: ServiceDraft, was: ServiceDraft, record: ServiceRecord
) -> tuple[ScheduleRecord, ...]:
    site = record.sites[0] if record.sites else None
    kept = schedules_of(record, site)
    words = tuple(each for each in kept if is_words_only(each))
    rules = tuple(each for each in kept if not is_words_only(each))
    told, was_told = (draft.opening_hours, draft.timezone), (was.opening_hours, was.timezone)
    if told != was_told or hours_of(kept) is None:
        rows = rows_of(draft.opening_hours) if draft.opening_hours else ()
        rules = tuple(replace(each, timezone=draft.timezone) for each in rows)
    if draft.hours_note != was.hours_note:
        words = (ScheduleRecord(description=draft.hours_note),) if draft.hours_note else ()
    return (*rules, *words)


def words_said(schedules: Sequence[ScheduleRecord]) -> LocalText:
    """What schedules say in words, one after the other."""
    said: dict[str, list[str]] = {}
    for each in schedules:
        for locale, text in (*each.description.words, *each.notes.words):
            if text not in said.setdefault(locale, []):
                said[locale].append(text)
    return LocalText.of({locale: " ".join(texts) for locale, texts in said.items()})


def closures_of(record: ServiceRecord, site: SiteRecord | None) -> tuple[ClosureRecord, ...]:
    nearer = (*site.closures, *site.location.closures) if site else ()
    return (*record.closures, *nearer)


def as_closure(record: ClosureRecord) -> Closure:
    known = record.kind in set(ClosureKind)
    kind = ClosureKind(record.kind) if known else ClosureKind.OTHER
    days = record.starts_on, record.ends_on
    return Closure(*days, kind, record.opens_at, record.closes_at, record.note)


def as_closure_record(closure: Closure) -> ClosureRecord:
    return ClosureRecord(
        starts_on=closure.starts_on,
        ends_on=closure.ends_on,
        kind=closure.kind.value,
        opens_at=closure.opens_at,
        closes_at=closure.closes_at,
        note=closure.note,
    )


def languages_of(record: ServiceRecord, location: LocationRecord | None) -> tuple[str, ...]:
    spoken = record.languages or (location.languages if location else ())
    return tuple(each.code for each in spoken if each.code)


def documents_from(
    lines: LocalText, kept: tuple[DocumentRecord, ...]
) -> tuple[DocumentRecord, ...]:
    """The n-th line is the n-th of those kept, with what its source said of it beside."""
    texts = texts_of(lines)
    known = (*kept, *(DocumentRecord(),) * len(texts))
    return tuple(replace(was, document=text) for was, text in zip(known, texts, strict=False))


def fact_codes(attributes: Sequence[AttributeRecord]) -> tuple[str, ...]:
    """Those that have a code of ours, in the order of the list."""
    if not attributes:
        return ()
    known = set(map(fact_of, attributes))
    return tuple(fact for fact in ALL_FACTS if fact in known)


def fact_of(attribute: AttributeRecord) -> str:
    return f"{attribute.link_type}:{attribute.value}"


def attributes_from(
    facts: Sequence[str], kept: Sequence[AttributeRecord]
) -> tuple[AttributeRecord, ...]:
    """These facts, and what a feed told that no code of ours stands for."""
    others = [each for each in kept if fact_of(each) not in ALL_FACTS]
    pairs = (fact.partition(":") for fact in facts)
    return (*others, *(AttributeRecord(link_type=kind, value=code) for kind, _, code in pairs))


def cost_of(options: Sequence[CostRecord]) -> Cost | None:
    """Free only where somebody wrote the amount 0: a missing cost says nothing."""
    free = {each.amount == 0 for each in options if each.amount is not None}
    if not free:
        return None
    return Cost.VARIES if len(free) > 1 else Cost.FREE if free == {True} else Cost.PAID


def first_language(words: LocalText) -> str:
    return next((locale for locale, _text in words.words), "")
