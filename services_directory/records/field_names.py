"""What are our objects and their fields called in HSDS 3.2? One table, read in both directions."""

from __future__ import annotations

from dataclasses import fields

from services_directory.records import records as objects
from services_directory.records.schema import lists_in, words_in
from services_directory.records.standard import TABLES

Fields = dict[str, str]
"""HSDS's name of a field, and ours."""


def _same(*names: str) -> Fields:
    return {name: name for name in names}


_RENAMED: dict[type[objects.Record], Fields] = {
    objects.ServiceRecord: {
        "url": "website",
        "status": "hsds_status",
        "application_process": "application",
        "fees_description": "fees",
        "eligibility_description": "eligibility",
        "assured_date": "last_checked_on",
    },
}
"""What we call otherwise than HSDS does."""

LISTS: Fields = {
    **_same("phones", "schedules"),
    "service_areas": "areas",
    "service_at_locations": "sites",
    "languages": "languages",
    "cost_options": "costs",
    "required_documents": "documents",
    **_same("contacts", "addresses", "accessibility", "attributes"),
}
"""Lists of other objects that an object holds. Closures are in no list of HSDS's: see `OWN`."""

ENTITIES: dict[type[objects.Record], str] = {
    objects.ServiceRecord: "service",
    objects.OrganisationRecord: "organization",
    objects.LocationRecord: "location",
    objects.SiteRecord: "service_at_location",
    objects.PhoneRecord: "phone",
    objects.ScheduleRecord: "schedule",
    objects.LanguageRecord: "language",
    objects.AccessibilityRecord: "accessibility",
    objects.CostRecord: "cost_option",
    objects.DocumentRecord: "required_document",
    objects.AreaRecord: "service_area",
    objects.ContactRecord: "contact",
    objects.AddressRecord: "address",
    objects.AttributeRecord: "attribute",
    objects.TaxonomyRecord: "taxonomy",
    objects.TermRecord: "taxonomy_term",
}
"""HSDS's names of the objects, as `link_entity` and the tables of its CSV package have them."""

OWN_WORDS: dict[type[objects.Record], Fields] = {objects.ServiceRecord: _same("sms_text")}
"""Words HSDS has no field for: in `x_dalil`, in the language of the others."""

OWN: dict[type[objects.Record], tuple[str, ...]] = {
    objects.ServiceRecord: (
        *(
            "source",
            "source_id",
            "source_language",
            "key",
            "category",
            "cost",
            "caution",
            "confidential",
        ),
        *("confidence", "source_url", "source_date", "licence"),
    ),
    objects.OrganisationRecord: ("source", "source_id", "source_language"),
    objects.LocationRecord: ("source", "source_id", "source_language", "region", "place"),
    objects.AreaRecord: ("region",),
    objects.ScheduleRecord: ("osm", "timezone"),
    objects.TaxonomyRecord: ("source", "source_id", "source_language"),
    objects.TermRecord: ("source", "source_id", "source_language"),
}
"""What HSDS has no word for, and stands under our names in `x_dalil`."""

OWN_PRIVATE: dict[type[objects.Record], tuple[str, ...]] = {
    objects.ServiceRecord: (
        *("status", "confirmed", "last_checked_by", "next_check_on", "notes", "imported"),
        "merged_into",
    ),
}
"""The same, only in an export of everything."""

PASSED: dict[type[objects.Record], frozenset[str]] = {
    objects.ServiceRecord: frozenset(
        ("additional_urls", "program", "funding", "capacities", "assured_date")
    ),
    objects.OrganisationRecord: frozenset(
        (
            *("additional_websites", "year_incorporated", "legal_status", "funding", "programs"),
            *("organization_identifiers", "parent_organization_id"),
        )
    ),
    objects.ScheduleRecord: frozenset(("timezone",)),
    objects.AttributeRecord: frozenset(("link_entity",)),
    objects.TermRecord: frozenset(("language", "taxonomy", "parent_id")),
}
"""What is kept in `extra` and told to everybody, beside keys with "x_"; the rest is for a copy."""


def _fields_of(record: type[objects.Record]) -> Fields:
    renamed = _RENAMED.get(record, {})
    others = {*PASSED.get(record, ()), *renamed.values()}
    own = {each.name for each in fields(record)} - others
    columns = TABLES[ENTITIES[record]].columns
    known = {name: renamed.get(name, name) for name in columns}
    return {name: ours for name, ours in known.items() if name in renamed or ours in own}


FIELDS: dict[type[objects.Record], Fields] = {record: _fields_of(record) for record in ENTITIES}
"""The columns of HSDS that a record has a field for, in the order of the standard."""


_LISTS_OF: dict[type[objects.Record], Fields] = {
    record: {name: ours for name, ours in LISTS.items() if ours in lists_in(record)}
    for record in ENTITIES
}
_WORDS_OF: dict[type[objects.Record], Fields] = {
    record: {name: ours for name, ours in FIELDS[record].items() if ours in words_in(record)}
    for record in ENTITIES
}
_ALL_WORDS_OF: dict[type[objects.Record], Fields] = {
    record: {**words, **OWN_WORDS.get(record, {})} for record, words in _WORDS_OF.items()
}


def lists_of(record: type[objects.Record]) -> Fields:
    """Those of `LISTS` that this class of records has."""
    return _LISTS_OF[record]


def words_of(record: type[objects.Record]) -> Fields:
    """The fields of a class that hold words in several languages, by HSDS's names."""
    return _WORDS_OF[record]


def all_words_of(record: type[objects.Record]) -> Fields:
    """The same, and those that stand in `x_dalil`."""
    return _ALL_WORDS_OF[record]
