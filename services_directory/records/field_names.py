"""What are our objects and their fields called in HSDS 3.2? One table, read in both directions."""

from __future__ import annotations

from services_directory.records import records as objects
from services_directory.records.schema import lists_in, words_in

Fields = dict[str, str]
"""HSDS's name of a field, and ours, in the order of the standard."""


def _same(*names: str) -> Fields:
    return {name: name for name in names}


_SCHEDULE = (
    *("valid_from", "valid_to", "dtstart", "until", "count", "wkst", "freq", "interval", "byday"),
    *("byweekno", "bymonthday", "byyearday", "description", "opens_at", "closes_at"),
    *("schedule_link", "attending_type", "notes"),
)
_ADDRESS = (
    *("attention", "address_1", "address_2", "city", "region", "state_province", "postal_code"),
    *("country", "address_type"),
)
_LOCATION = (
    *("location_type", "url", "name", "alternate_name", "description", "transportation"),
    *("latitude", "longitude", "external_identifier", "external_identifier_type"),
)

FIELDS: dict[type[objects.Record], Fields] = {
    objects.ServiceRecord: {
        **_same("name", "alternate_name", "description"),
        "url": "website",
        "email": "email",
        "status": "hsds_status",
        "interpretation_services": "interpretation_services",
        "application_process": "application",
        "fees_description": "fees",
        "accreditations": "accreditations",
        "eligibility_description": "eligibility",
        **_same("minimum_age", "maximum_age"),
        "assured_date": "last_checked_on",
        "alert": "alert",
    },
    objects.OrganisationRecord: _same(
        "name", "alternate_name", "description", "email", "website", "logo", "uri"
    ),
    objects.LocationRecord: _same(*_LOCATION),
    objects.SiteRecord: _same("description"),
    objects.PhoneRecord: _same("number", "extension", "type", "description"),
    objects.ScheduleRecord: _same(*_SCHEDULE),
    objects.LanguageRecord: _same("name", "code", "note"),
    objects.AccessibilityRecord: _same("description", "details", "url"),
    objects.CostRecord: _same(
        "valid_from", "valid_to", "option", "currency", "amount", "amount_description"
    ),
    objects.DocumentRecord: _same("document", "uri"),
    objects.AreaRecord: _same("name", "description", "extent", "extent_type", "uri"),
    objects.ContactRecord: _same("name", "title", "department", "email"),
    objects.AddressRecord: _same(*_ADDRESS),
    objects.AttributeRecord: _same("link_type", "value", "label"),
    objects.TaxonomyRecord: _same("name", "description", "uri", "version"),
    objects.TermRecord: _same("code", "name", "description", "term_uri"),
}

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
        *("confidence", "source_url", "source_date"),
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

URIS = {"url", "website", "uri", "schedule_link", "term_uri"}

CHOICES: Fields = {
    "status": "active inactive defunct temporarily_closed",
    "freq": "WEEKLY MONTHLY",
    "wkst": "MO TU WE TH FR SA SU",
    "location_type": "physical postal virtual",
    "address_type": "physical postal virtual",
}
"""Fields that take only some words, with "_" for a blank in one; other words go to `x_dalil`."""


def lists_of(record: type[objects.Record]) -> Fields:
    """Those of `LISTS` that this class of records has."""
    held = lists_in(record)
    return {name: ours for name, ours in LISTS.items() if ours in held}


def words_of(record: type[objects.Record]) -> Fields:
    """The fields of a class that hold words in several languages, by HSDS's names."""
    said = words_in(record)
    return {name: ours for name, ours in FIELDS[record].items() if ours in said}


def all_words_of(record: type[objects.Record]) -> Fields:
    """The same, and those that stand in `x_dalil`."""
    return {**words_of(record), **OWN_WORDS.get(record, {})}
