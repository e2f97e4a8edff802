"""When is it open, when is it shut: a plain week and dated closures as fields, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from admin.forms.base import StaffForm, choice_field, fill_choices, text_field, tick_field
from flows.engine.text import Line, Text, _
from services_directory.records.schedule_records import from_week, weekly_intervals
from services_directory.values.entries import Closure, ClosureKind
from services_directory.values.local_text import LocalText
from services_directory.values.weekly_rules import DAYS, Interval

CLOSURE_KINDS: dict[ClosureKind, Text] = {
    ClosureKind.HOLIDAY: _("Holidays"),
    ClosureKind.RAMADAN: _("Ramadan"),
    ClosureKind.STRIKE: _("Strike"),
    ClosureKind.WORKS: _("Works"),
    ClosureKind.OTHER: _("Another reason"),
}
ALWAYS = "24/7"
NIGHTS = "nights"
"""The box that says: a closing before its opening is meant, and no slip."""

_CLOCKS: dict[str, Line] = {
    "opens": _("Opens"),
    "closes": _("Closes"),
    "opens_again": _("Opens again"),
    "closes_again": _("Closes again"),
}
_PAIRS = (("opens", "closes"), ("opens_again", "closes_again"))

MOST_CLOSURES = 4
"""So many closures can be written on the page; others stay as they are."""

CLOSURE_PARTS = ("from", "to", "kind", "opens", "closes")

Week = dict[str, tuple[Interval, ...]]


def week_fields(prefix: str = "") -> dict[str, Any]:
    """The fields of a week, by name."""
    fields: dict[str, Any] = {
        f"{prefix}{day}_{clock}": text_field(label, letters=5, type="time")
        for day in DAYS
        for clock, label in _CLOCKS.items()
    }
    return fields | {f"{prefix}{NIGHTS}": tick_field(_("Open past midnight"))}


def hours_fields(languages: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """The fields of the week and of the closures, by name; `languages`: code and direction."""
    fields: dict[str, Any] = {"always": tick_field(_("Open day and night")), **week_fields()}
    for number in range(1, MOST_CLOSURES + 1):
        fields |= {
            f"closure_{number}_from": text_field(_("First day"), letters=10, type="date"),
            f"closure_{number}_to": text_field(_("Last day"), letters=10, type="date"),
            f"closure_{number}_kind": choice_field(_("Why")),
            f"closure_{number}_opens": text_field(_("Opens"), letters=5, type="time"),
            f"closure_{number}_closes": text_field(_("Closes"), letters=5, type="time"),
        }
        for code, direction in languages:
            extra = {"lang": code, "dir": direction}
            fields[f"closure_{number}_note_{code}"] = text_field(
                _("In words, such as: go to the hospital"), letters=120, **extra
            )
    return fields


def fill_kinds(form: StaffForm) -> None:
    kinds = [(each.value, CLOSURE_KINDS[each]) for each in ClosureKind]
    for number in range(1, MOST_CLOSURES + 1):
        fill_choices(form[f"closure_{number}_kind"], kinds)


def hours_values(hours: str, closures: tuple[Closure, ...], today: date) -> dict[str, str]:
    """Hours and the closures that are not over as the values of their fields."""
    values = {"always": "1"} if hours == ALWAYS else {}
    values |= week_values(hours)
    for number, each in enumerate(_on_page(closures, today), 1):
        parts = (str(each.starts_on), str(each.ends_on), each.kind, each.opens_at, each.closes_at)
        for name, value in zip(CLOSURE_PARTS, parts, strict=True):
            values[f"closure_{number}_{name}"] = value
        for code, words in each.note.words:
            values[f"closure_{number}_note_{code}"] = words
    return values


WEEK_FIELDS = tuple(f"{day}_{clock}" for day in DAYS for clock in _CLOCKS)
HOURS_FIELDS = ("always", "opening_hours", *WEEK_FIELDS, NIGHTS)
"""The fields that say together when a service is open."""

CLOSURE_ROW = "closure"


@lru_cache(maxsize=8)
def closure_rows(codes: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The fields of each closure that the page shows."""
    names = (*CLOSURE_PARTS, *(f"note_{code}" for code in codes))
    return tuple(
        tuple(f"{CLOSURE_ROW}_{number}_{name}" for name in names)
        for number in range(1, MOST_CLOSURES + 1)
    )


def in_one_spelling(
    values: Mapping[str, str], hours: str | None, codes: tuple[str, ...]
) -> dict[str, str]:
    """The values with these hours, in signs and as a week; a closure without days has no reason."""
    told = dict(values)
    if hours is not None and "opening_hours" in told:
        week = {"always": "1" if hours == ALWAYS else "", **week_values(hours)}
        told |= {name: week.get(name, "") for name in HOURS_FIELDS if name in told}
        told["opening_hours"] = hours
    for row in closure_rows(codes):
        kind = next(name for name in row if name.endswith("_kind"))
        if kind in told and not any(told.get(name) for name in row if name != kind):
            told[kind] = ""
    return told


def week_values(hours: str, prefix: str = "") -> dict[str, str]:
    """A plain week as the values of its fields."""
    values: dict[str, str] = {}
    for day, intervals in (plain_week(hours) or {}).items():
        for names, clocks in zip(_PAIRS, intervals, strict=False):
            for name, clock in zip(names, clocks, strict=True):
                # A browser's clock ends at 23:59.
                values[f"{prefix}{day}_{name}"] = "00:00" if clock == "24:00" else clock
            if _is_past_midnight(*clocks):
                values[f"{prefix}{NIGHTS}"] = "1"
    return values


def plain_week(hours: str) -> Week | None:
    """The week that the fields can show; None where the hours are more than that."""
    if hours == ALWAYS:
        return {}
    week = weekly_intervals(hours)
    if week is None or any(len(each) > len(_PAIRS) for each in week.values()):
        return None
    return week


def hours_from(form: StaffForm, kept: str) -> str:
    """The hours as the form has them: in signs where those were changed, else as a week."""
    typed = str(form["opening_hours"].data or "")
    if typed != kept:
        return typed
    if form["always"].data:
        return ALWAYS
    week, shown = _week(form), plain_week(kept)
    if week == shown and kept != ALWAYS:
        return kept
    # Hours that the week cannot show stay until somebody writes a week.
    return kept if shown is None and not week else from_week(week)


def week_from(form: StaffForm, kept: str, prefix: str) -> str:
    """The hours of a week that has no signs beside it; hours it cannot show stay, if left alone."""
    week, shown = _week(form, prefix), plain_week(kept)
    if week == shown:
        return kept
    return kept if (shown is None or kept == ALWAYS) and not week else from_week(week)


def closures_from(
    form: StaffForm, kept: tuple[Closure, ...], today: date, languages: Sequence[str]
) -> tuple[Closure, ...]:
    """The closures of the form, and those of `kept` that it does not show."""
    shown = _on_page(kept, today)
    hidden = {
        (each.starts_on, each.ends_on): {
            code: words for code, words in each.note.words if code not in languages
        }
        for each in shown
    }
    written = []
    for number in range(1, MOST_CLOSURES + 1):
        parts = {name: form[f"closure_{number}_{name}"].data or "" for name in CLOSURE_PARTS}
        starts, ends = _day(parts["from"]), _day(parts["to"] or parts["from"])
        if starts and ends:
            known = parts["kind"] in set(ClosureKind)
            kind = ClosureKind(parts["kind"]) if known else ClosureKind.OTHER
            said = {code: form[f"closure_{number}_note_{code}"].data or "" for code in languages}
            note = LocalText.of(said | hidden.get((starts, ends), {}))
            written.append(Closure(starts, ends, kind, parts["opens"], parts["closes"], note))
    return (*(each for each in kept if each not in shown), *written)


def refuse_halves(form: StaffForm) -> bool:
    """Say what is half written: an opening without a closing, a day that is none; False if any."""
    fine = refuse_half_days(form)
    for number in range(1, MOST_CLOSURES + 1):
        parts: Mapping[str, str] = {
            name: form[f"closure_{number}_{name}"].data or "" for name in CLOSURE_PARTS
        }
        days = [_day(parts["from"]), _day(parts["to"] or parts["from"])]
        written = any(parts[name] for name in ("from", "to", "opens", "closes")) or any(
            field.data for field in form if field.name.startswith(f"closure_{number}_note_")
        )
        if written and (None in days or days[0] > days[1]):  # type: ignore[operator]
            form.refuse(f"closure_{number}_from", _("Write the first day, then the last day."))
            fine = False
        elif bool(parts["opens"]) != bool(parts["closes"]):
            form.refuse(f"closure_{number}_opens", _("Write when it opens and when it closes."))
            fine = False
    return fine


def refuse_half_days(form: StaffForm, prefix: str = "") -> bool:
    """Say of a day that it opens and never closes, or closes before; False if any does."""
    fine, nights = True, form[f"{prefix}{NIGHTS}"].data
    for day in DAYS:
        for names in _PAIRS:
            opens, closes = [form[f"{prefix}{day}_{name}"].data or "" for name in names]
            name = f"{prefix}{day}_{names[0]}"
            if bool(opens) != bool(closes) or (opens and opens == closes):
                form.refuse(name, _("Write when it opens and when it closes."))
                fine = False
            elif _is_past_midnight(opens, closes) and not nights:
                form.refuse(
                    name,
                    _("It closes before it opens. If that is right, tick: Open past midnight."),
                )
                fine = False
    return fine


def _is_past_midnight(opens: str, closes: str) -> bool:
    return closes < opens and closes not in ("", "00:00")


def _week(form: StaffForm, prefix: str = "") -> Week:
    week: Week = {}
    for day in DAYS:
        clocks = [
            tuple(form[f"{prefix}{day}_{name}"].data or "" for name in names) for names in _PAIRS
        ]
        intervals = tuple(
            (opens, "24:00" if closes == "00:00" else closes)
            for opens, closes in clocks
            if opens and closes
        )
        if intervals:
            week[day] = intervals
    return week


def _on_page(closures: tuple[Closure, ...], today: date) -> tuple[Closure, ...]:
    return tuple(each for each in closures if each.ends_on >= today)[:MOST_CLOSURES]


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
