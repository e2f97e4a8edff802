"""The editor of a service in short sections: which fields stand in which, and what fills a week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from admin.forms.services.facts import PHONE_LABELS, groups
from admin.forms.services.hours import (
    CLOSURE_ROW,
    HOURS_FIELDS,
    NIGHTS,
    WEEK_FIELDS,
    closure_rows,
    week_values,
)
from admin.forms.services.point import POINT_FIELDS
from admin.forms.services.service import WORDS, ServiceForm, names_of
from flows.components.card_words import LANGUAGES
from flows.engine.text import Text, _

EVERYTHING = "all"
WHAT, WORDS_OF = "what", "words"
LIKE_MONDAY = "monday"
_WORKING_DAYS = ("Tu", "We", "Th", "Fr")
_CLOCKS = ("opens", "closes", "opens_again", "closes_again")


@dataclass(frozen=True, slots=True)
class Section:
    """`words` are asked in each language, `fields` once."""

    label: Text
    words: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


_FACTS = groups()
PHONE_TYPES = tuple(f"phone_type_{number}" for number in range(1, len(PHONE_LABELS) + 1))
SPOKEN = tuple(f"speaks_{code}" for code in LANGUAGES)

SECTIONS: dict[str, Section] = {
    WHAT: Section(
        _("What it is"),
        ("name", "organisation", "description"),
        ("category", "status", "caution", "notes"),
    ),
    "where": Section(_("Where"), ("address",), ("region", "place", "confidential", *POINT_FIELDS)),
    "when": Section(_("When it is open"), ("hours_note",), (*HOURS_FIELDS, "timezone")),
    "reach": Section(
        _("How to reach it"),
        ("application",),
        ("phone", *PHONE_TYPES, "email", "website", *_FACTS["access_mode"]),
    ),
    "whom": Section(
        _("For whom"),
        ("eligibility", "fees", "documents", "accessibility"),
        (
            *_FACTS["eligibility"],
            *_FACTS["accessibility"],
            *SPOKEN,
            "minimum_age",
            "maximum_age",
            "cost",
        ),
    ),
}
"""In the order in which they are asked. The words of one language have a page of their own."""


def section_names(
    form: ServiceForm, section: str, codes: Sequence[str], language: str
) -> list[str]:
    """The fields that a page with this section shows."""
    if section == EVERYTHING:
        return names_of(form)
    if section == WORDS_OF:
        return [f"{name}_{language}" for name in WORDS]
    asked = SECTIONS[section]
    rows = closure_rows(tuple(codes)) if section == "when" else ()
    words = (f"{name}_{code}" for name in asked.words for code in codes)
    return [*words, *asked.fields, *(name for row in rows for name in row)]


def section_of(name: str) -> str:
    """Where a field is written, by its own name or that of a value: "closures", "name"."""
    stem = name.rpartition("_")[0]
    if name.startswith(CLOSURE_ROW) or name == "opening_hours":
        return "when"
    for code, section in SECTIONS.items():
        if name in section.fields or name in section.words or stem in section.words:
            return code
    return {"languages": "whom", "facts": "whom"}.get(name, WORDS_OF)


def filled_week(form: ServiceForm, with_what: str) -> Mapping[str, str]:
    """The week's fields: the working days like Monday, or a usual week written in signs."""
    if with_what == LIKE_MONDAY:
        return {
            f"{day}_{clock}": form[f"Mo_{clock}"].data or ""
            for day in _WORKING_DAYS
            for clock in _CLOCKS
        }
    week = week_values(with_what)
    return {name: week.get(name, "") for name in (*WEEK_FIELDS, NIGHTS)}
