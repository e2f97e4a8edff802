"""What may staff write of a service beside its draft? Numbers in words, prices, people, places.

Lists stand as they are kept: the n-th value is that of the n-th row, None takes it out, and what
comes after all of them is new. What is not told here stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeVar

from services_directory.records.draft_fields import phones_of
from services_directory.records.drafts import MAIL_ADDRESS, Fault
from services_directory.records.flat_fields import numbers_in
from services_directory.records.records import (
    AddressRecord,
    ContactRecord,
    CostRecord,
    LanguageRecord,
    LocationRecord,
    PhoneRecord,
    ServiceRecord,
    SiteRecord,
)
from services_directory.records.schedule_records import hours_of, is_words_only, rows_of
from services_directory.values import schedules
from services_directory.values.entries import Cost, LocalText, Place, Price, Programme
from services_directory.values.local_text import NO_WORDS
from services_directory.values.phones import read_phones

_CURRENCY = re.compile(r"[A-Z]{3}")

_R = TypeVar("_R")
_S = TypeVar("_S")


@dataclass(frozen=True, slots=True)
class PhoneDetails:
    """What a number is for, and the languages (ISO 639) spoken there."""

    number: str
    description: LocalText = NO_WORDS
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """Whom staff ask. In no message; in open data only if `is_public`."""

    name: str = ""
    title: str = ""
    department: str = ""
    email: str = ""
    phone: str = ""
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class OtherPlace:
    """Another place of the service. Without hours and phone of its own it has the service's."""

    region: str | None = None
    place: str | None = None
    address: LocalText = NO_WORDS
    opening_hours: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Details:
    """`phones` are all there are; `places` those after the first."""

    phones: tuple[PhoneDetails, ...] = ()
    prices: tuple[Price | None, ...] = ()
    people: tuple[Person | None, ...] = ()
    places: tuple[OtherPlace | None, ...] = ()


def in_digits(amount: float) -> str:
    """An amount as people write it: "2.5", "1500000"; never in powers of ten."""
    return f"{Decimal(str(amount)).normalize():f}"


def details_of(record: ServiceRecord) -> Details:
    """What is known of a service."""
    return Details(
        tuple(
            PhoneDetails(each.number, each.description, tuple(one.code for one in each.languages))
            for each in _phones(record)
        ),
        tuple(Price(each.option, each.amount, each.currency) for each in record.costs),
        tuple(map(_person, record.contacts)),
        tuple(map(_other_place, record.sites[1:])),
    )


def with_details(record: ServiceRecord, details: Details) -> ServiceRecord:
    """The record as the details say; ids, and what they do not tell, stay."""
    was = details_of(record)
    if details.phones != was.phones:
        told = zip(_phones(record), details.phones, strict=True)
        record = replace(record, phones=tuple(_with_words(each, says) for each, says in told))
    if details.prices != was.prices:
        costs = _pairs(record.costs, details.prices, CostRecord())
        record = replace(
            record,
            costs=tuple(
                replace(row, option=says.option, amount=says.amount, currency=says.currency)
                for row, says in costs
            ),
        )
    if details.people != was.people:
        people = _pairs(record.contacts, details.people, ContactRecord())
        record = replace(record, contacts=tuple(_contact(row, says) for row, says in people))
    if details.places != was.places:
        record = replace(record, sites=tuple(_sites(record, details.places)))
    return record


def check_details(
    details: Details, record: ServiceRecord, programme: Programme, places: tuple[Place, ...]
) -> dict[str, Fault]:
    """Everything to mend, by kind, number (from 1) and part: "price_2_currency"."""
    faults: dict[str, Fault] = {}
    for number, price in enumerate(details.prices, 1):
        if price and price.amount and not _CURRENCY.fullmatch(price.currency):
            faults[f"price_{number}_currency"] = Fault.CURRENCY_UNREADABLE
        if price and price.amount and record.cost is Cost.FREE:
            faults[f"price_{number}_amount"] = Fault.NOT_FREE
    for number, person in enumerate(details.people, 1):
        if person and not (person.name or person.title):
            faults[f"person_{number}_name"] = Fault.NAME_MISSING
        if person and person.email and not MAIL_ADDRESS.fullmatch(person.email):
            faults[f"person_{number}_email"] = Fault.EMAIL_UNREADABLE
    for number, place in enumerate(details.places, 1):
        if place:
            found = _place_faults(place, record, programme, places)
            faults |= {f"place_{number}_{part}": fault for part, fault in found.items()}
    return faults


def _place_faults(
    other: OtherPlace, record: ServiceRecord, programme: Programme, places: tuple[Place, ...]
) -> dict[str, Fault]:
    in_region = {each.id for each in places if each.region == other.region}
    regions = {each.code for each in programme.regions}
    readable = not other.opening_hours or schedules.validate(other.opening_hours) is None
    checks = {
        "region": (other.region in regions, Fault.REGION_UNKNOWN),
        "place": (other.place is None or other.place in in_region, Fault.PLACE_UNKNOWN),
        "phone": (
            read_phones(other.phone, programme.country) is not None,
            Fault.PHONE_UNREADABLE,
        ),
        "opening_hours": (readable, Fault.HOURS_UNREADABLE),
        "address": (not (record.confidential and other.address), Fault.ADDRESS_CONFIDENTIAL),
    }
    return {part: fault for part, (fits, fault) in checks.items() if not fits}


def _phones(record: ServiceRecord) -> tuple[PhoneRecord, ...]:
    return phones_of(record, record.sites[0] if record.sites else None)


def _with_words(row: PhoneRecord, says: PhoneDetails) -> PhoneRecord:
    known = {each.code: each for each in row.languages}
    languages = tuple(known.get(code, LanguageRecord(code=code)) for code in says.languages)
    return replace(row, description=says.description, languages=languages)


def _pairs(rows: Sequence[_R], says: Sequence[_S | None], new: _R) -> list[tuple[_R, _S]]:
    padded = (*rows, *(new,) * len(says))
    return [(row, each) for row, each in zip(padded, says, strict=False) if each is not None]


def _person(row: ContactRecord) -> Person:
    phone = row.phones[0].number if row.phones else ""
    return Person(row.name, row.title, row.department, row.email, phone, row.is_public)


def _contact(row: ContactRecord, says: Person) -> ContactRecord:
    first = row.phones[0] if row.phones else PhoneRecord(number="")
    phones = (replace(first, number=says.phone),) if says.phone else ()
    return replace(
        row,
        name=says.name,
        title=says.title,
        department=says.department,
        email=says.email,
        is_public=says.is_public,
        phones=(*phones, *row.phones[1:]),
    )


def _other_place(site: SiteRecord) -> OtherPlace:
    location = site.location
    return OtherPlace(
        location.region,
        location.place,
        location.addresses[0].address_1 if location.addresses else NO_WORDS,
        hours_of(site.schedules) or "",
        " / ".join(each.number for each in site.phones),
    )


def _sites(record: ServiceRecord, places: Sequence[OtherPlace | None]) -> list[SiteRecord]:
    sites = list(record.sites[:1])
    taken = {each.location.source_id for each in record.sites}
    kept: list[SiteRecord | None] = [*record.sites[1:], *[None] * len(places)]
    for site, says in zip(kept, places, strict=False):
        if says is None:
            continue
        if site is None:
            names = (f"of-{record.source_id}-{number}" for number in range(2, len(taken) + 3))
            source_id = next(name for name in names if name not in taken)
            taken.add(source_id)
            site = SiteRecord(
                location=LocationRecord(
                    source=record.source,
                    source_id=source_id,
                    source_language=record.source_language,
                )
            )
        sites.append(_moved(site, says))
    return sites


def _moved(site: SiteRecord, says: OtherPlace) -> SiteRecord:
    was, location = _other_place(site), site.location
    if (says.region, says.place) != (was.region, was.place):
        location = replace(location, region=says.region, place=says.place)
    if says.address != was.address:
        first = location.addresses[0] if location.addresses else AddressRecord()
        kept = (replace(first, address_1=says.address),) if says.address else ()
        # A point was that of the other door.
        addresses = (*kept, *location.addresses[1:])
        location = replace(location, addresses=addresses, latitude=None, longitude=None)
    if says.opening_hours != was.opening_hours:
        words = tuple(each for each in site.schedules if is_words_only(each))
        rows = rows_of(says.opening_hours) if says.opening_hours else ()
        site = replace(site, schedules=(*rows, *words))
    if says.phone != was.phone:
        known = {each.number: each for each in site.phones}
        numbers = numbers_in(says.phone)
        phones = tuple(known.get(each, PhoneRecord(number=each)) for each in numbers)
        site = replace(site, phones=phones)
    return replace(site, location=location)
