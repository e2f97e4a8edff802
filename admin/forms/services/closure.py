"""Which services are shut from when to when, and what people are told of it: posted, and back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from admin.forms.base import (
    Columns,
    StaffForm,
    choice_field,
    fill_choices,
    needed,
    text_field,
)
from admin.forms.services.hours import CLOSURE_KINDS
from admin.rendering.labels import Names
from flows.engine.text import _
from services_directory.storage.closing import Filter
from services_directory.values.entries import Closure, ClosureKind
from services_directory.values.local_text import LocalText


class ClosureDays(StaffForm):
    """Its words stand in one field for each language, see `days_form_class`."""

    starts = text_field(_("First day"), needed, letters=10, type="date")
    ends = text_field(_("Last day"), letters=10, type="date")
    kind = choice_field(_("Why"))
    opens = text_field(_("Opens"), letters=5, type="time")
    closes = text_field(_("Closes"), letters=5, type="time")


class ClosureForm(ClosureDays):
    """With the services that are meant."""

    need = choice_field(_("Need"))
    region = choice_field(_("Region"))
    place = choice_field(_("Town"))
    words = text_field(_("Words in the name, such as: hospital"), letters=80, dir="auto")


def days_form_class(languages: Columns) -> type[ClosureDays]:
    """The form with a field of words for each language: what people are told."""
    return type("LocalClosureDays", (ClosureDays,), _words(languages))


def form_class(languages: Columns) -> type[ClosureForm]:
    """The same with the services that are meant."""
    return type("LocalClosureForm", (ClosureForm,), _words(languages))


def _words(languages: Columns) -> dict[str, Any]:
    label = _("In words, such as: go to the hospital")
    return {
        f"note_{code}": text_field(label, letters=120, lang=code, dir=direction)
        for code, direction in languages
    }


def fill_kinds(form: ClosureDays) -> None:
    """Why they are closed, in the reader's language."""
    fill_choices(form.kind, [(each.value, CLOSURE_KINDS[each]) for each in ClosureKind])


def fill_lists(form: ClosureForm, names: Names) -> None:
    """The options of its lists, in the reader's language."""
    anything = ("", _("All"))
    fill_choices(form.need, [anything, *names.categories()])
    fill_choices(form.region, [anything, *names.regions()])
    fill_choices(form.place, [anything, *names.places()])
    fill_kinds(form)


def filter_of(form: ClosureForm) -> Filter:
    """The services that are meant; a choice that does not exist means nothing."""
    lists: dict[str, Any] = {each: form[each] for each in ("need", "region", "place")}
    chosen = {
        name: field.data for name, field in lists.items() if field.data in dict(field.choices)
    }
    return Filter(**chosen, words=form.words.data or "")


def closure_of(form: ClosureDays, languages: Sequence[str]) -> Closure | None:
    """The closure; None, with what to mend beside the field, where it is none."""
    starts, ends = _day(form.starts.data), _day(form.ends.data or form.starts.data)
    opens, closes = form.opens.data or "", form.closes.data or ""
    if starts is None or ends is None or ends < starts:
        form.refuse("starts", _("Write the first day, then the last day."))
        return None
    if bool(opens) != bool(closes) or (opens and closes <= opens):
        form.refuse("opens", _("Write when it opens, then when it closes."))
        return None
    note = LocalText.of({code: form[f"note_{code}"].data or "" for code in languages})
    known = form.kind.data in set(ClosureKind)
    kind = ClosureKind(form.kind.data) if known else ClosureKind.OTHER
    return Closure(starts, ends, kind, opens, closes, note)


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat(written or "")
    except ValueError:
        return None
