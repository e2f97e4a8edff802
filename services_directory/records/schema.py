"""What is a record made of: which fields, under which names of HSDS, and how long may each be?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args, get_origin, get_type_hints

from services_directory.records import records as objects
from services_directory.records.records import Record, Sourced, object_id
from services_directory.values.entries import LocalText

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
        "licence": 200,
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


_HINTS = {record: get_type_hints(record) for record in KINDS}
_WORDS = {
    record: tuple(name for name, held in hints.items() if held is LocalText)
    for record, hints in _HINTS.items()
}
_LISTS = {
    record: {name: get_args(held)[0] for name, held in hints.items() if get_origin(held) is tuple}
    for record, hints in _HINTS.items()
}


def words_in(record: type[Record]) -> tuple[str, ...]:
    """The fields of a class that hold words in several languages."""
    return _WORDS[record]


def lists_in(record: type[Record]) -> Mapping[str, type[Any]]:
    """The fields that hold other records, and of which class these are."""
    return _LISTS[record]


def source_id_of(record: Sourced) -> str:
    """The HSDS id by which a source's thing is known where it gave no UUID itself."""
    return object_id(record.source, KINDS[type(record)], record.source_id)
