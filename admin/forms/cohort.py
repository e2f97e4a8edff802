"""A cohort as a form: where, for how many, by whom; and the rule its classes are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from admin.forms.base import (
    Columns,
    StaffForm,
    choice_field,
    fill_choices,
    needed,
    text_field,
    tick_field,
)
from admin.forms.local_words import words_in
from admin.forms.merging import Units
from admin.rendering.labels import DAY_NAMES, Names
from flows.engine.text import Text, _
from services_directory.training.recurrence import MOST_CLASSES, RuleFault, WeeklyRule, fault_of
from services_directory.training.values import Cohort
from services_directory.values.time_zones import is_zone

MOST_SEATS = 1000

NO_SEATS = _("Write a whole number of seats, up to {most}.", most=MOST_SEATS)
NO_PERCENT = _("Write a whole number from 1 to 100, or nothing.")
NOT_A_ZONE = _("Write the zone as in this example: Europe/Paris")
NOT_A_TIME = _("Choose a day and a time.")
TOO_LATE = _("Choose a time before the last class begins.")
NOT_A_DAY = _("Choose a day.")
NOT_A_CLOCK = _("Write the time as 09:00.")

RULE_FAULTS: dict[RuleFault, tuple[str, Text]] = {
    RuleFault.NO_DAY: ("day_Mo", _("Choose the days of the week.")),
    RuleFault.ENDS_BEFORE_IT_BEGINS: ("ends", _("A class ends after it begins, on the same day.")),
    RuleFault.LAST_BEFORE_FIRST: ("last", _("The last day is before the first.")),
    RuleFault.NO_CLASS: ("last", _("No class falls between these days.")),
    RuleFault.TOO_MANY: ("last", _("These are more than {most} classes.", most=MOST_CLASSES)),
}
"""Beside which field it is said."""

DAYS = {f"day_{code}": number for number, code in enumerate(DAY_NAMES)}
"""The boxes of the week: Monday is 0."""


class CohortForm(StaffForm):
    """What a cohort itself says; `form_class` adds the words."""

    place = choice_field(_("Place"))
    seats = text_field(_("Seats"), letters=4, inputmode="numeric")
    trainer = choice_field(_("Who teaches"))
    enrol_until = text_field(_("People can enrol until"), letters=32, type="datetime-local")
    attended_percent = text_field(
        _("Of 100 classes, so many are enough"), letters=3, inputmode="numeric"
    )
    timezone = text_field(_("Time zone of the classes, if it is not ours"), letters=64, dir="ltr")


class CohortRuleForm(CohortForm):
    """A new one, with the rule of its classes."""

    begins = text_field(_("A class begins at"), needed, letters=8, type="time")
    ends = text_field(_("A class ends at"), needed, letters=8, type="time")
    first = text_field(_("From this day on"), needed, letters=10, type="date")
    last = text_field(_("Until this day"), needed, letters=10, type="date")
    every = choice_field(_("How often"))


@lru_cache(maxsize=8)
def form_class(columns: Columns) -> type[CohortForm]:
    """The form of a cohort that is there, with its words in these languages."""
    return type("CohortFormInLanguages", (CohortForm,), _words(columns))


@lru_cache(maxsize=8)
def rule_form_class(columns: Columns) -> type[CohortRuleForm]:
    """The form of a new cohort."""
    fields = _words(columns)
    for code, direction in columns:
        fields[f"bring_{code}"] = text_field(
            _("What to bring"), letters=200, lang=code, dir=direction
        )
    fields |= {f"day_{code}": tick_field(name) for code, name in DAY_NAMES.items()}
    return type("CohortRuleFormInLanguages", (CohortRuleForm,), fields)


def _words(columns: Columns) -> dict[str, Any]:
    return {
        f"venue_{code}": text_field(_("Room and building"), letters=160, lang=code, dir=direction)
        for code, direction in columns
    }


def fill_lists(form: CohortForm, names: Names, trainers: Sequence[str]) -> None:
    """Places, and who may be the trainer: whoever was it stays."""
    fill_choices(form.place, [("", _("Please choose")), *names.places()])
    known = [*trainers, *({form.trainer.data or ""} - {*trainers, ""})]
    fill_choices(form.trainer, [("", _("Not known yet")), *((each, each) for each in known)])
    if isinstance(form, CohortRuleForm):
        often = [("1", _("Every week")), ("2", _("Every second week"))]
        fill_choices(form.every, often)


def values_of(cohort: Cohort, zone: str) -> dict[str, str]:
    """A cohort as the values of the form's fields; `zone`: the programme's."""
    local = cohort.enrol_until.astimezone(ZoneInfo(cohort.timezone))
    return {
        **{f"venue_{code}": text for code, text in cohort.venue.words},
        "place": cohort.place,
        "seats": str(cohort.seats),
        "trainer": cohort.trainer,
        "enrol_until": f"{local:%Y-%m-%dT%H:%M}",
        "attended_percent": str(cohort.attended_percent or ""),
        "timezone": "" if cohort.timezone == zone else cohort.timezone,
    }


UNITS = Units(together={"enrol_until": ("enrol_until", "timezone")})


def told_by(name: str) -> str:
    """Which value of a cohort a field tells: "seats", or "venue.fr" of words."""
    stem, _line, code = name.rpartition("_")
    return f"{stem}.{code}" if stem == "venue" else name


def cohort_from(form: CohortForm, kept: Cohort, codes: Sequence[str], zone: str) -> Cohort | None:
    """The form as a cohort; None where something is to be mended, said beside its field.

    Where the end of enrolment is left open, that of `kept` stays.
    """
    fine = form.validate()
    if not form.place.data:
        form.refuse("place", _("Please choose one of the list."))
        fine = False
    seats, name = form.seats.data or "", form.timezone.data or zone
    if not (seats.isdecimal() and 0 < int(seats) <= MOST_SEATS):
        form.refuse("seats", NO_SEATS)
        fine = False
    enough = form.attended_percent.data or ""
    if enough and not (enough.isdecimal() and 0 < int(enough) <= 100):
        form.refuse("attended_percent", NO_PERCENT)
        fine = False
    if not is_zone(name):
        form.refuse("timezone", NOT_A_ZONE)
        return None
    until: datetime | None = kept.enrol_until
    if form.enrol_until.data:
        until = moment_in(form.enrol_until.data, name)
    if until is None:
        form.refuse("enrol_until", NOT_A_TIME)
    if not fine or until is None:
        return None
    return replace(
        kept,
        place=form.place.data or "",
        seats=int(seats),
        trainer=form.trainer.data or "",
        venue=words_in(form, "venue", codes, kept),
        enrol_until=until,
        attended_percent=int(enough) if enough else None,
        timezone=name,
    )


def ends_before_last(form: CohortForm, cohort: Cohort) -> bool:
    """Whether enrolment ends by the last class; where it does not, that is said."""
    last = max((each.starts_at for each in cohort.standing), default=None)
    if last is None or cohort.enrol_until <= last:
        return True
    form.refuse("enrol_until", TOO_LATE)
    return False


def rule_from(form: CohortRuleForm) -> WeeklyRule | None:
    """The rule of the form; None where it is none, said beside its fields."""
    begins, ends = (clock_in(form, name) for name in ("begins", "ends"))
    first, last = (day_in(form, name) for name in ("first", "last"))
    if begins is None or ends is None or first is None or last is None:
        return None
    days = frozenset(number for name, number in DAYS.items() if form[name].data)
    rule = WeeklyRule(days, begins, ends, first, last, every=int(form.every.data or 1))
    if (fault := fault_of(rule)) is not None:
        form.refuse(*RULE_FAULTS[fault])
        return None
    return rule


def clock_in(form: StaffForm, name: str) -> time | None:
    """The time of a field; None where it is none, said beside it."""
    try:
        return time.fromisoformat(form[name].data or "").replace(tzinfo=None)
    except ValueError:
        if not form[name].errors:
            form.refuse(name, NOT_A_CLOCK)
        return None


def day_in(form: StaffForm, name: str) -> date | None:
    """The day of a field; None where it is none, said beside it."""
    try:
        return date.fromisoformat(form[name].data or "")
    except ValueError:
        if not form[name].errors:
            form.refuse(name, NOT_A_DAY)
        return None


def moment_in(typed: str, zone: str) -> datetime | None:
    """A day and a time by the clocks of `zone`, in UTC."""
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
