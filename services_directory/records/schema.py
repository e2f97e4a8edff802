"""What is a record made of: which fields, under which names of HSDS, and how long may each be?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from types import NoneType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from services_directory.records import records as objects
from services_directory.records.records import Record, Sourced, object_id
from services_directory.values.entries import LocalText

_R = TypeVar("_R", bound=Record)

KINDS: Mapping[type[Record], str] = {
    objects.ServiceRecord: "service",
    objects.OrganisationRecord: "organisation",
    objects.LocationRecord: "location",
    objects.SiteRecord: "site",
    objects.TaxonomyRecord: "taxonomy",
    objects.TermRecord: "term",
    objects.AddressRecord: "address",
    objects.ContactRecord: "contact",
    objects.PhoneRecord: "phone",
    objects.ScheduleRecord: "schedule",
    objects.ClosureRecord: "closure",
    objects.LanguageRecord: "language",
    objects.AccessibilityRecord: "accessibility",
    objects.CostRecord: "cost",
    objects.DocumentRecord: "document",
    objects.AreaRecord: "area",
    objects.AttributeRecord: "attribute",
}
"""Ids that no source gave are made of these words: never to be changed."""

_SOURCED = {"source": 64, "source_id": 128, "source_language": 16}

LONGEST: Mapping[type[Record], Mapping[str, int]] = {
    objects.ServiceRecord: {
        **_SOURCED,
        "source_id": 96,
        "key": 96,
        "category": 64,
        "hsds_status": 32,
        "email": 254,
        "website": 500,
        "caution": 64,
        "confidence": 16,
        "last_checked_by": 64,
        "source_url": 1000,
        "source_date": 16,
    },
    objects.OrganisationRecord: {**_SOURCED, "email": 254, "website": 500, "logo": 500, "uri": 500},
    objects.LocationRecord: {
        **_SOURCED,
        "location_type": 16,
        "region": 64,
        "place": 64,
        "external_identifier": 128,
        "external_identifier_type": 64,
        "url": 500,
    },
    objects.TaxonomyRecord: {**_SOURCED, "uri": 500, "version": 64},
    objects.TermRecord: {**_SOURCED, "code": 128, "term_uri": 500},
    objects.AddressRecord: {
        "attention": 300,
        "address_2": 300,
        "city": 300,
        "region": 300,
        "state_province": 300,
        "postal_code": 32,
        "country": 64,
        "address_type": 16,
    },
    objects.ContactRecord: {"name": 200, "title": 200, "department": 200, "email": 254},
    objects.PhoneRecord: {"number": 120, "extension": 32, "type": 16},
    objects.ScheduleRecord: {
        "osm": 255,
        "freq": 16,
        "byday": 64,
        "bymonthday": 120,
        "byweekno": 200,
        "byyearday": 500,
        "dtstart": 32,
        "until": 32,
        "wkst": 2,
        "opens_at": 32,
        "closes_at": 32,
        "valid_from": 32,
        "valid_to": 32,
        "timezone": 64,
        "schedule_link": 500,
        "attending_type": 500,
    },
    objects.ClosureRecord: {"kind": 16, "opens_at": 5, "closes_at": 5},
    objects.LanguageRecord: {"code": 16, "name": 120},
    objects.AccessibilityRecord: {"url": 500},
    objects.CostRecord: {"currency": 16, "valid_from": 32, "valid_to": 32},
    objects.DocumentRecord: {"uri": 500},
    objects.AreaRecord: {"region": 64, "extent_type": 64, "uri": 500},
    objects.AttributeRecord: {"link_type": 64, "label": 500},
}
"""So many letters a field takes; one that is not here takes any number."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a class of records. `held`: the class of what it holds, or its plain type.

    `default` is none of its values where it has to be said.
    """

    name: str
    held: Any
    is_list: bool
    default: Any
    longest: int | None


def _held(hint: Any) -> Any:
    """ "tuple[PhoneRecord, ...]" and "date | None" as the class they are about."""
    return next((each for each in get_args(hint) if each not in (NoneType, ...)), hint)


def _fields(record: type[Record]) -> tuple[Field, ...]:
    hints = get_type_hints(record)
    longest = LONGEST.get(record, {})
    return tuple(
        Field(
            each.name,
            _held(hints[each.name]),
            get_origin(hints[each.name]) is tuple,
            each.default,
            longest.get(each.name),
        )
        for each in fields(record)
        if each.compare and each.name not in ("id", "extra")
    )


_FIELDS = {record: _fields(record) for record in KINDS}
_WORDS = {
    record: tuple(each.name for each in held if each.held is LocalText)
    for record, held in _FIELDS.items()
}
_LISTS = {
    record: {each.name: each.held for each in held if each.is_list}
    for record, held in _FIELDS.items()
}


def fields_of(record: type[Record]) -> tuple[Field, ...]:
    """The fields of a class; `id`, `extra`, `wordings` and what the row alone says left out."""
    return _FIELDS[record]


def words_in(record: type[Record]) -> tuple[str, ...]:
    """The fields of a class that hold words in several languages."""
    return _WORDS[record]


def lists_in(record: type[Record]) -> Mapping[str, type[Any]]:
    """The fields that hold other records, and of which class these are."""
    return _LISTS[record]


def is_choice(held: Any) -> bool:
    return isinstance(held, type) and issubclass(held, StrEnum)


def is_day(held: Any) -> bool:
    return held is date


def is_record(held: Any) -> bool:
    return isinstance(held, type) and issubclass(held, Record)


def source_id_of(record: Sourced) -> str:
    """The HSDS id by which a source's thing is known where it gave no UUID itself."""
    return object_id(record.source, KINDS[type(record)], record.source_id)
