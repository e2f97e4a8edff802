"""A course as a form: its words in each language, and what is the same in all; and back."""

from __future__ import annotations

from dataclasses import replace
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
from admin.rendering.labels import Names
from flows.components.card_words import LANGUAGES
from flows.engine.text import Text, _
from services_directory.training.values import Course
from services_directory.values.local_text import NO_WORDS
from services_directory.values.needs import OfferKind

WORDS = ("title", "description", "skills", "conditions", "cost")
MOST_HOURS = 2000

NO_TITLE = _("Write the title in at least one language.")
NO_HOURS = _("Write a whole number of hours, up to {most}.", most=MOST_HOURS)


class CourseForm(StaffForm):
    """What is the same in every language; `form_class` adds the words."""

    offer = choice_field(_("Which offer of the programme it answers"))
    hours = text_field(_("Hours told on the certificate"), letters=4, inputmode="numeric")
    is_archived = tick_field(_("Archived: it is offered no more"))


@lru_cache(maxsize=8)
def form_class(columns: Columns) -> type[CourseForm]:
    """The form with its words in these languages."""
    fields: dict[str, Any] = {}
    for code, direction in columns:
        extra: dict[str, Any] = {"lang": code, "dir": direction}
        fields |= {
            f"title_{code}": text_field(_("Title of the course"), letters=120, **extra),
            f"description_{code}": long_field(_("What is learnt"), letters=600, **extra),
            f"skills_{code}": long_field(_("Skills, one a line"), letters=600, **extra),
            f"conditions_{code}": long_field(
                _("Who can take part, one condition a line"), letters=600, **extra
            ),
            f"cost_{code}": text_field(_("What it costs"), letters=120, **extra),
        }
    fields |= {f"taught_in_{code}": tick_field(name) for code, name in LANGUAGES.items()}
    return type("CourseFormInLanguages", (CourseForm,), fields)


def fill_lists(form: CourseForm, names: Names) -> None:
    """The trainings of the programme, in the reader's language."""
    offers = [(each.code, each.title) for each in names.programme.offers_of(OfferKind.TRAINING)]
    known = {code for code, _title in offers}
    own = [] if (form.offer.data or "") in known | {""} else [(form.offer.data, form.offer.data)]
    fill_choices(form.offer, [("", _("None of them")), *offers, *own])


def values_of(course: Course) -> dict[str, str]:
    """A course as the values of the form's fields."""
    values = words_values(WORDS, course)
    values |= {f"taught_in_{code}": "1" for code in course.languages if code in LANGUAGES}
    if course.is_archived:
        values["is_archived"] = "1"
    hours = "" if course.hours is None else str(course.hours)
    return values | {"offer": course.offer or "", "hours": hours}


def told_by(name: str) -> str:
    """Which value of a course a field tells: "hours", or "title.fr" of words."""
    stem, _line, code = name.rpartition("_")
    if stem in WORDS:
        return f"{stem}.{code}"
    return "languages" if stem == "taught_in" else name


def course_from(form: CourseForm, codes: tuple[str, ...], kept: Course | None) -> Course | None:
    """The form as a course; None where something is to be mended, said beside its field."""
    said: dict[str, Any] = {name: words_in(form, name, codes, kept) for name in WORDS}
    hours = _hours(form.hours.data or "")
    fine = form.validate()
    if not said["title"]:
        form.refuse(f"title_{codes[0]}", NO_TITLE)
    if isinstance(hours, Text):
        form.refuse("hours", hours)
    if not fine or not said["title"] or isinstance(hours, Text):
        return None
    had = kept.languages if kept else ()
    taught = [code for code in LANGUAGES if form[f"taught_in_{code}"].data]
    others = [code for code in had if code not in LANGUAGES]
    return replace(
        kept or Course("", NO_WORDS),
        **said,
        offer=form.offer.data or None,
        hours=hours,
        languages=(*taught, *others),
        is_archived=bool(form.is_archived.data),
    )


def _hours(written: str) -> int | Text | None:
    if not written:
        return None
    try:
        hours = int(written)
    except ValueError:
        return NO_HOURS
    return hours if 0 < hours <= MOST_HOURS else NO_HOURS
