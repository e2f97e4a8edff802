"""A reminder as a form: to whom, in which words, and when; and back to what is sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from admin.forms.base import (
    Columns,
    StaffForm,
    choice_field,
    fill_choices,
    long_field,
    needed,
    text_field,
)
from admin.rendering.labels import Names
from bot.broadcasts.audience import Audience
from flows.engine.language import Language
from flows.engine.text import Text, _

NOW, LATER = "now", "later"
LONGEST = 600
FARTHEST = timedelta(days=366)

NO_TEXT = _("Write the words in at least one language.")
NOT_A_TIME = _("Choose a day and a time.")
TOO_SOON = _("This time has passed already.")
TOO_FAR = _("Choose a time within a year.")


class ReminderForm(StaffForm):
    """To whom and when; `form_class` adds the words in each language."""

    title = text_field(_("Title, for staff only"), needed, letters=120, dir="auto")
    cohort = choice_field(_("Who takes part in"))
    offer = choice_field(_("Or who registered interest in"))
    place = choice_field(_("Place"))
    audience_locale = choice_field(_("Language"))
    when = choice_field(_("Send"))
    due_at = text_field(_("Day and time"), letters=32, type="datetime-local")


@lru_cache(maxsize=8)
def form_class(columns: Columns) -> type[ReminderForm]:
    """The form with its words in these languages."""
    fields: dict[str, Any] = {
        f"words_{code}": long_field(_("Text"), letters=LONGEST, rows=4, lang=code, dir=direction)
        for code, direction in columns
    }
    return type("ReminderFormInLanguages", (ReminderForm,), fields)


def fill_lists(
    form: ReminderForm, names: Names, languages: list[Language], cohorts: Mapping[int, str]
) -> None:
    """The cohorts, offers, places and languages to choose from."""
    no_cohort = ("", _("Whoever asked, as chosen below"))
    fill_choices(form.cohort, [no_cohort, *((str(each), said) for each, said in cohorts.items())])
    anywhere = ("", _("Anywhere") if names.are_all else _("Please choose"))
    anybody = ("", _("All languages"))
    fill_choices(form.offer, [("", _("Any course or offer")), *names.offers()])
    fill_choices(form.place, [anywhere, *names.places()])
    spoken = [(each.code, each.own_name) for each in languages]
    fill_choices(form.audience_locale, [anybody, *spoken])
    fill_choices(form.when, [(NOW, _("Now")), (LATER, _("At a set time"))])


def audience_of(form: ReminderForm) -> Audience:
    """Whom the form is for."""
    locale, cohort = form.audience_locale.data or None, form.cohort.data
    if cohort and cohort.isdecimal():
        return Audience(locale=locale, cohort=int(cohort))
    return Audience(form.offer.data or None, form.place.data or None, locale)


def refuse_both(form: ReminderForm) -> bool:
    """Say that a cohort is no wish and no place; False where both were chosen."""
    if form.cohort.data and (form.offer.data or form.place.data):
        form.refuse("cohort", _("Choose a course that people are in, or a wish and a place."))
        return False
    return True


def texts_of(form: ReminderForm) -> dict[str, str]:
    """The words by locale, without the languages nobody wrote in."""
    prefix = "words_"
    return {
        name.removeprefix(prefix): field.data
        for name, field in form._fields.items()
        if name.startswith(prefix) and field.data
    }


def due_time(form: ReminderForm, zone: ZoneInfo, now: datetime) -> datetime | Text | None:
    """When to send, in UTC; None for now; what is wrong with what was typed.

    What is typed are the clocks of the programme's city, wherever the trainer's computer is.
    """
    if form.when.data != LATER:
        return None
    try:
        typed = datetime.fromisoformat(form.due_at.data or "")
        due = typed.replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return NOT_A_TIME
    if due <= now:
        return TOO_SOON
    return TOO_FAR if due > now + FARTHEST else due
