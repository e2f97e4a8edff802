"""For whom, in which languages, how reached: facts as boxes to tick, and back."""

from __future__ import annotations

from typing import Any

from admin.forms.base import StaffForm, choice_field, fill_choices, text_field, tick_field
from flows.components.card_words import LANGUAGES
from flows.engine.text import Line, Text, _
from services_directory.records.drafts import ServiceDraft
from services_directory.records.flat_fields import numbers_in
from services_directory.values.facts import ALL_FACTS, FACTS
from services_directory.vocabulary.fact_names import FACT_NAMES

KINDS: dict[str, Text] = {
    "eligibility": _("Who it is for"),
    "access_mode": _("How to reach it"),
    "accessibility": _("For people with a disability"),
}
PHONE_TYPES: dict[str, Line] = {
    "": _("Not known"),
    "voice": _("Calls"),
    "text": _("SMS"),
    "cell": _("Mobile phone"),
    "fax": _("Fax"),
}
PHONE_LABELS: tuple[Text, ...] = (
    _("What the first number is for"),
    _("What the second number is for"),
    _("What the third number is for"),
)


def fact_fields() -> dict[str, Any]:
    """A box for each fact and language, a field for each age, by name."""
    fields: dict[str, Any] = {name_of(fact): tick_field(FACT_NAMES[fact]) for fact in ALL_FACTS}
    fields |= {f"speaks_{code}": tick_field(name) for code, name in LANGUAGES.items()}
    fields["minimum_age"] = text_field(_("From which age"), letters=5, inputmode="decimal")
    fields["maximum_age"] = text_field(_("Up to which age"), letters=5, inputmode="decimal")
    fields["confidential"] = tick_field(
        _("Confidential: its address is nowhere, people get the phone only")
    )
    for number, label in enumerate(PHONE_LABELS, 1):
        fields[f"phone_type_{number}"] = choice_field(label)
    return fields


def name_of(fact: str) -> str:
    return "fact_" + fact.replace(":", "_")


def groups() -> dict[str, tuple[str, ...]]:
    """The names of the boxes of each kind, for the page."""
    return {
        kind: tuple(name_of(f"{kind}:{code}") for code in codes) for kind, codes in FACTS.items()
    }


def fill_types(form: StaffForm) -> None:
    """The uses of a number; one that a source wrote otherwise keeps its own word."""
    for number in range(1, len(PHONE_LABELS) + 1):
        field = form[f"phone_type_{number}"]
        own = () if (field.data or "") in PHONE_TYPES else ((field.data, field.data),)
        fill_choices(field, [*PHONE_TYPES.items(), *own])


def fact_values(draft: ServiceDraft) -> dict[str, str]:
    """What is ticked and written for a draft."""
    values = {name_of(fact): "1" for fact in draft.facts}
    values |= {f"speaks_{code}": "1" for code in draft.languages if code in LANGUAGES}
    values |= {
        name: f"{age:g}"
        for name in ("minimum_age", "maximum_age")
        if (age := getattr(draft, name)) is not None
    }
    if draft.confidential:
        values["confidential"] = "1"
    for number, kind in enumerate(draft.phone_types[: len(PHONE_LABELS)], 1):
        values[f"phone_type_{number}"] = kind
    return values


def facts_from(form: StaffForm, kept: ServiceDraft | None) -> dict[str, Any]:
    """The fields of a draft; a language or number that has no field here stays as it is."""
    spoken = [code for code in LANGUAGES if form[f"speaks_{code}"].data]
    had = kept.languages if kept else ()
    others = [code for code in had if code not in LANGUAGES]
    # In the order they were kept in, new ones after them.
    languages = sorted([*spoken, *others], key=lambda code: _rank(had, code))
    return {
        "facts": tuple(fact for fact in ALL_FACTS if form[name_of(fact)].data),
        "languages": tuple(languages),
        "minimum_age": _age(form["minimum_age"].data),
        "maximum_age": _age(form["maximum_age"].data),
        "confidential": bool(form["confidential"].data),
        "phone_types": _types(form, kept.phone_types if kept else ()),
    }


def refuse_ages(form: StaffForm) -> bool:
    """Say of an age that it is no number; False if any is not."""
    fine = True
    for name in ("minimum_age", "maximum_age"):
        written = form[name].data or ""
        if written and _age(written) is None:
            form.refuse(name, _("Write an age in years, such as 18."))
            fine = False
    return fine


def _types(form: StaffForm, kept: tuple[str, ...]) -> tuple[str, ...]:
    shown = [form[f"phone_type_{number}"].data or "" for number in range(1, len(PHONE_LABELS) + 1)]
    types = [*shown, *kept[len(shown) :]][: len(numbers_in(form["phone"].data or ""))]
    while types and not types[-1]:
        types.pop()
    return tuple(types)


def _rank(kept: tuple[str, ...], code: str) -> int:
    return kept.index(code) if code in kept else len(kept)


def _age(written: str | None) -> float | None:
    try:
        age = float((written or "").replace(",", "."))
    except ValueError:
        return None
    return age if 0 <= age <= 120 else None
