"""Which columns does the sheet of services have, and what of a service stands in each?"""

from __future__ import annotations

from services_directory.records.flat_fields import CONFIDENCES, WORDS
from services_directory.values.entries import Cost, Programme, Status
from services_directory.values.facts import ALL_FACTS

SHEET_LOCALES = ("fr", "ar", "en")

SERVICE_COLUMNS = (
    "id",
    *(f"organisation_name_{locale}" for locale in SHEET_LOCALES),
    *(f"service_name_{locale}" for locale in SHEET_LOCALES),
    *(f"description_{locale}" for locale in SHEET_LOCALES),
    *("category", "governorate", "delegation", "address_fr", "address_ar"),
    *("latitude", "longitude", "phone", "phone_e164", "short_code", "email", "website"),
    *("opening_hours", "cost", "eligibility", "languages"),
    *("source_url", "source_date", "confidence", "notes"),
)
"""Those every sheet of ours has, and where the programme speaks their language any other."""

CHANGED_AT = "changed_at"
"""When a service last changed, in a sheet we wrote: what changed since is not overwritten."""

FACTS = "facts"

PRIVATE = ("notes",)
"""What is for staff alone and in no file for others."""

_STEMS = {"name": "service_name", "organisation": "organisation_name"}

_MORE = (
    *("phone_types", "minimum_age", "maximum_age", "facts", "caution", "confidential"),
    *("licence", "status", CHANGED_AT),
)

_PLAIN = (
    *("category", "phone", "email", "website", "opening_hours", "cost", "languages"),
    *("latitude", "longitude", "source_url", "source_date", "confidence", "notes"),
    *("phone_types", "minimum_age", "maximum_age", "facts", "caution", "confidential", "status"),
    "licence",
)

_OTHERS = {
    "governorate": "region",
    "delegation": "place",
    "phone_e164": "phone",
    "short_code": "phone",
}


def field_of_columns(programme: Programme) -> dict[str, str]:
    """By column, the flat field of `records.to_fields` in it; all columns but `id`."""
    locales = dict.fromkeys((*SHEET_LOCALES, *programme.languages))
    words = {
        f"{_STEMS.get(field, field)}_{locale}": f"{field}.{locale}"
        for field in WORDS
        for locale in locales
    }
    # It was there before this sheet spoke several languages.
    words["eligibility"] = words.pop("eligibility_fr")
    return words | {name: name for name in _PLAIN} | _OTHERS


def more_columns(programme: Programme) -> tuple[str, ...]:
    """Those that a sheet may have, and that ours have where some service fills them."""
    known = field_of_columns(programme)
    words = [name for name in known if "." in known[name] and name not in SERVICE_COLUMNS]
    return (*words, *_MORE)


def needed_columns(programme: Programme) -> tuple[str, ...]:
    """Those a sheet must have, even empty: none of words in a language not spoken here."""
    known = field_of_columns(programme)
    spoken = (None, *programme.languages)
    return tuple(
        name
        for name in SERVICE_COLUMNS
        if (known.get(name, "").partition(".")[2] or None) in spoken or name == "eligibility"
    )


def columns_of(field: str, programme: Programme) -> tuple[str, ...]:
    """The columns in which a field of a draft, or a flat one, stands; the one to mend first."""
    known = field_of_columns(programme)
    names = [name for name, flat in known.items() if field in (flat, flat.partition(".")[0])]
    return tuple(names) or (field,)


def choices_of(programme: Programme) -> dict[str, tuple[str, ...]]:
    """Columns whose cells hold codes of a list; of facts several."""
    regions = tuple(region.code for region in programme.regions)
    return {
        "category": tuple(category.code for category in programme.categories),
        "governorate": (*regions, programme.national_region),
        "cost": tuple(Cost),
        "confidence": CONFIDENCES,
        "status": tuple(Status),
        "confidential": ("yes", "no"),
        FACTS: ALL_FACTS,
    }
