"""A service as a form: one field in each language, side by side, and back to a draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from admin.forms.base import (
    Columns,
    StaffForm,
    choice_field,
    fill_choices,
    long_field,
    text_field,
    tick_field,
)
from admin.forms.local_words import words_in, words_values
from admin.forms.merging import Units, Values, typed_values
from admin.forms.services.facts import (
    PHONE_LABELS,
    fact_fields,
    fact_values,
    facts_from,
    fill_types,
)
from admin.forms.services.hours import (
    CLOSURE_ROW,
    HOURS_FIELDS,
    closure_rows,
    closures_from,
    fill_kinds,
    hours_fields,
    hours_from,
    hours_values,
    in_one_spelling,
)
from admin.forms.services.point import (
    POINT_FIELDS,
    point_from,
    point_values,
    points_of,
)
from admin.rendering.labels import COSTS, STATUSES, Names
from flows.engine.text import Text, _
from services_directory.records.drafts import Fault, ServiceDraft
from services_directory.values.entries import Cost, LocalText, Status

FIRST_WORDS = ("name", "organisation", "description", "eligibility", "address")
MORE_WORDS = (
    "sms_text",
    "alert",
    "application",
    "fees",
    "documents",
    "accessibility",
    "hours_note",
)

WORDS = (*FIRST_WORDS, *MORE_WORDS)
"""The fields of a draft that are written once in each language; what few services need is last."""

_NO_WORDS = LocalText(())

COUNTRY = "*"
"""Stands for the whole country in the list of regions."""

FAULTS = {fault: Text(fault.value) for fault in Fault}
"""In the reader's language; `services_directory/records/drafts.py` has the English words."""


class ServiceForm(StaffForm):
    """What is the same in every language; `form_class` adds the words."""

    category = choice_field(_("Category"))
    region = choice_field(_("Region"))
    place = choice_field(_("Place"))
    latitude = text_field(_("Latitude"), letters=40, inputmode="decimal", dir="ltr")
    longitude = text_field(_("Longitude"), letters=40, inputmode="decimal", dir="ltr")
    point_of = choice_field(_("Or the middle of"))
    phone = text_field(_("Phone"), letters=120, inputmode="tel", dir="ltr")
    email = text_field(_("E-mail"), letters=254, inputmode="email", dir="ltr")
    website = text_field(_("Web page"), letters=500, inputmode="url", dir="ltr")
    opening_hours = text_field(_("Opening hours"), letters=255, dir="ltr")
    timezone = text_field(_("Time zone of these hours, if it is not ours"), letters=64, dir="ltr")
    cost = choice_field(_("Cost"))
    caution = choice_field(_("Warning"))
    status = choice_field(_("Status"))
    notes = long_field(
        _("Notes for staff: people never see them"), letters=4000, rows=4, dir="auto"
    )


@lru_cache(maxsize=8)
def form_class(columns: Columns) -> type[ServiceForm]:
    """The form with its words in these languages."""
    fields: dict[str, Any] = {}
    for code, direction in columns:
        extra: dict[str, Any] = {"lang": code, "dir": direction}
        fields |= {
            f"name_{code}": text_field(_("Name of the service"), letters=200, **extra),
            f"organisation_{code}": text_field(_("Who runs it"), letters=200, **extra),
            f"description_{code}": long_field(_("What it is for"), letters=1000, **extra),
            f"eligibility_{code}": long_field(_("Who can come"), letters=500, rows=2, **extra),
            f"address_{code}": text_field(_("Address"), letters=300, **extra),
            f"sms_text_{code}": long_field(
                _("What the SMS says instead"), letters=160, rows=2, **extra
            ),
            f"alert_{code}": text_field(_("What is different just now"), letters=300, **extra),
            f"application_{code}": long_field(_("How to apply"), letters=500, rows=2, **extra),
            f"fees_{code}": text_field(_("What it costs"), letters=200, **extra),
            f"documents_{code}": long_field(_("What to bring"), letters=500, rows=3, **extra),
            f"accessibility_{code}": text_field(
                _("Ramps, lifts, help at the door"), letters=300, **extra
            ),
            f"hours_note_{code}": text_field(
                _("Hours in words, where they are no fixed times"), letters=300, **extra
            ),
        }
        fields[f"read_{code}"] = tick_field(_("I read it again: it is right as it is"))
    fields |= {**hours_fields(columns), **fact_fields()}
    return type("ServiceFormInLanguages", (ServiceForm,), fields)


def fill_lists(form: ServiceForm, names: Names) -> None:
    """The options of every list, in the reader's language."""
    not_known = ("", _("Not known"))
    fill_choices(form.category, [("", _("Please choose")), *names.categories()])
    everywhere = [(COUNTRY, _("The whole country"))] if names.are_all else []
    fill_choices(form.region, [*everywhere, *names.regions()])
    fill_choices(form.place, [("", _("No single place")), *names.places()])
    fill_choices(form.point_of, [("", _("No town")), *points_of(names)])
    fill_choices(form.cost, [not_known, *((each.value, COSTS[each]) for each in Cost)])
    cautions = [(each.code, each.text) for each in names.programme.cautions]
    fill_choices(form.caution, [("", _("None")), *cautions])
    fill_choices(form.status, [(each.value, STATUSES[each]) for each in Status])
    fill_kinds(form)
    fill_types(form)


def values_of(draft: ServiceDraft, today: date) -> dict[str, str]:
    """A draft as the values of the form's fields."""
    words = words_values(WORDS, draft)
    words |= hours_values(draft.opening_hours, draft.closures, today) | fact_values(draft)
    return words | {
        "category": draft.category,
        "region": draft.region or COUNTRY,
        "place": draft.place or "",
        **point_values(draft.position),
        "phone": draft.phone,
        "email": draft.email,
        "website": draft.website,
        "opening_hours": draft.opening_hours,
        "timezone": draft.timezone,
        "cost": draft.cost.value if draft.cost else "",
        "caution": draft.caution or "",
        "status": draft.status.value,
        "notes": draft.notes,
    }


def draft_from(
    form: ServiceForm, languages: tuple[str, ...], kept: ServiceDraft | None, today: date
) -> ServiceDraft:
    """The form as a draft. Words of `kept` in a language that the form does not show are kept."""

    region = form.region.data
    said: dict[str, Any] = {name: words_in(form, name, languages, kept) for name in WORDS}
    return replace(
        kept or ServiceDraft(_NO_WORDS, _NO_WORDS, ""),
        **said,
        **facts_from(form, kept),
        category=form.category.data or "",
        region=None if region == COUNTRY else region,
        place=form.place.data or None,
        position=point_from(form, kept.position if kept else None),
        phone=form.phone.data or "",
        email=form.email.data or "",
        website=form.website.data or "",
        opening_hours=hours_from(form, kept.opening_hours if kept else ""),
        timezone=form.timezone.data or "",
        closures=closures_from(form, kept.closures if kept else (), today, languages),
        cost=Cost(form.cost.data) if form.cost.data in set(Cost) else None,
        caution=form.caution.data or None,
        status=Status(form.status.data) if form.status.data in set(Status) else Status.DRAFT,
        notes=form.notes.data or "",
    )


@lru_cache(maxsize=8)
def units_of(codes: tuple[str, ...]) -> Units:
    """Which fields of the form are one value."""
    types = (f"phone_type_{number}" for number in range(1, len(PHONE_LABELS) + 1))
    return Units(
        together={
            "phone": ("phone", *types),
            "place": ("region", "place"),
            "position": POINT_FIELDS,
            "opening_hours": HOURS_FIELDS,
            "documents": tuple(f"documents_{code}" for code in codes),
        },
        rows={CLOSURE_ROW: closure_rows(codes)},
    )


_STARTS = {
    "fact_": "facts",
    "speaks_": "languages",
    "phone_type_": "phone_types",
    f"{CLOSURE_ROW}_": "closures",
}


def told_by(name: str) -> str:
    """Which value of a draft a field tells: "phone", or "name.fr" of words."""
    stem, _line, code = name.rpartition("_")
    if stem in WORDS:
        return f"{stem}.{code}"
    if name in HOURS_FIELDS:
        return "opening_hours"
    if name in POINT_FIELDS:
        return "position"
    return next((told for start, told in _STARTS.items() if name.startswith(start)), name)


def names_of(form: ServiceForm) -> list[str]:
    """Its fields that tell something of a service."""
    return [each.name for each in form if not each.name.startswith("read_")]


def typed_in(
    form: ServiceForm, seen: Values | None, codes: tuple[str, ...], hours: str
) -> dict[str, str]:
    """What the form says of what its reader saw; `hours` are those that are kept."""
    typed = typed_values(form, seen, names_of(form))
    if "opening_hours" not in typed:
        return in_one_spelling(typed, None, codes)
    saw = hours if seen is None else seen.get("opening_hours", "")
    return in_one_spelling(typed, hours_from(form, saw), codes)


_FIRST_FIELD = {"closures": "closure_1_from", "facts": "category", "languages": "category"}
"""Where a fault is said of what has many fields."""


def show_faults(form: ServiceForm, faults: Mapping[str, Fault], languages: tuple[str, ...]) -> None:
    """Say every fault beside its field; one about words in all languages stands at the first."""
    for name, fault in faults.items():
        field = _FIRST_FIELD.get(name, f"{name}_{languages[0]}" if name in WORDS else name)
        if not form[field].errors:
            form.refuse(field, FAULTS[fault])
