"""One class as a form: its day and hours, and where it meets if that is elsewhere; and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from admin.forms.base import Columns, StaffForm, needed, text_field
from admin.forms.cohort import RULE_FAULTS, clock_in, day_in
from admin.forms.local_words import words_in, words_values
from admin.forms.merging import Units
from flows.engine.text import _
from services_directory.training.recurrence import RuleFault, slot_on
from services_directory.training.values import ClassMeeting

WORDS = ("venue", "bring")


class ClassForm(StaffForm):
    """When it is; `form_class` adds the words."""

    day = text_field(_("Day"), needed, letters=10, type="date")
    begins = text_field(_("It begins at"), needed, letters=8, type="time")
    ends = text_field(_("It ends at"), needed, letters=8, type="time")


@lru_cache(maxsize=8)
def form_class(columns: Columns) -> type[ClassForm]:
    """The form with its words in these languages."""
    fields: dict[str, Any] = {}
    for code, direction in columns:
        extra: dict[str, Any] = {"lang": code, "dir": direction}
        fields |= {
            f"venue_{code}": text_field(
                _("Room and building, if another than usual"), letters=160, **extra
            ),
            f"bring_{code}": text_field(_("What to bring"), letters=200, **extra),
        }
    return type("ClassFormInLanguages", (ClassForm,), fields)


def values_of(meeting: ClassMeeting, zone: str) -> dict[str, str]:
    """A class as the values of the form's fields, by the clocks of `zone`."""
    begins, ends = (
        each.astimezone(ZoneInfo(zone)) for each in (meeting.starts_at, meeting.ends_at)
    )
    return {
        **words_values(WORDS, meeting),
        "day": f"{begins:%Y-%m-%d}",
        "begins": f"{begins:%H:%M}",
        "ends": f"{ends:%H:%M}",
    }


UNITS = Units(together={"starts_at": ("day", "begins", "ends")})


def told_by(name: str) -> tuple[str, ...]:
    """Which values of a class a field tells: both ends of it, or "bring.fr" of words."""
    stem, _line, code = name.rpartition("_")
    return (f"{stem}.{code}",) if stem in WORDS else ("starts_at", "ends_at")


def meeting_from(
    form: ClassForm, kept: ClassMeeting, codes: Sequence[str], zone: str
) -> ClassMeeting | None:
    """The form as a class; None where something is to be mended, said beside its field."""
    fine = form.validate()
    day, begins, ends = day_in(form, "day"), clock_in(form, "begins"), clock_in(form, "ends")
    if not fine or day is None or begins is None or ends is None:
        return None
    if ends <= begins:
        form.refuse(*RULE_FAULTS[RuleFault.ENDS_BEFORE_IT_BEGINS])
        return None
    slot = slot_on(day, begins, ends, ZoneInfo(zone))
    said: dict[str, Any] = {name: words_in(form, name, codes, kept) for name in WORDS}
    return replace(kept, starts_at=slot.starts_at, ends_at=slot.ends_at, **said)
