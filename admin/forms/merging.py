"""Two people change the same thing at a time: what is kept of each, value by value?

A form carries what its reader saw (`SEEN`), so that what they left alone is known and never
written. A value that both changed, to different ones, is a conflict: it stays until somebody
chooses.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, TypeVar

from admin.forms.base import Posted, StaffForm, clean
from services_directory.values.local_text import LocalText

SEEN = "was"
"""The hidden field of what the reader saw; only what it names is taken from the form."""

Values = Mapping[str, str]
_Row = tuple[str, ...]
_V = TypeVar("_V")


@dataclass(frozen=True, slots=True)
class Units:
    """Which fields are one value; one that is named nowhere is a value of its own.

    `together`: they make sense only with each other, as a region and its place. `rows`: of a list,
    the fields of each row; a row may stand elsewhere once another was taken out.
    """

    together: Mapping[str, _Row] = field(default_factory=dict)
    rows: Mapping[str, tuple[_Row, ...]] = field(default_factory=dict)


class Conflict(NamedTuple):
    """One value that two people changed: what the form says, and what is kept by now."""

    name: str
    mine: Values
    theirs: Values


class Merged(NamedTuple):
    """`values` of every field as they are to be kept; `touched`: those that this form changes."""

    values: dict[str, str]
    touched: frozenset[str]
    conflicts: tuple[Conflict, ...]


def seen_json(form: StaffForm, names: Iterable[str], also: Values | None = None) -> str:
    """For the hidden field: what the form shows of these, and `also` what is only to be read."""
    return json.dumps({**(also or {}), **shown_values(form, names)}, ensure_ascii=False)


def shown_values(form: StaffForm, names: Iterable[str]) -> dict[str, str]:
    """What stands in the fields. A list shows its first option for one that it has not."""
    shown = {}
    for name in names:
        value, choices = _text(form[name].data), getattr(form[name], "choices", None)
        if choices and value not in {key for key, *_label in choices}:
            value = _text(choices[0][0])
        shown[name] = value
    return shown


def seen_in(posted: Posted) -> dict[str, str] | None:
    """What the reader of the form saw; None where it does not tell, so that nothing is sure."""
    try:
        told = json.loads(str(posted.get(SEEN, "")))
        return {str(name): str(value) for name, value in told.items()}
    except (ValueError, AttributeError):
        return None


def typed_values(form: StaffForm, seen: Values | None, names: Iterable[str]) -> dict[str, str]:
    """What the form says by now of what its reader saw (else of `names`); what was only to be read
    stays."""
    known = seen or {}
    return {
        name: _text(form[name].data) if name in form else known.get(name, "")
        for name in (names if seen is None else known)
    }


def merge(seen: Values | None, typed: Values, kept: Values, units: Units) -> Merged:
    """The form's changes on top of what is kept. `seen` None: each difference is a conflict."""
    merging = _Merging(seen, typed, kept)
    one_of = {name for names in units.together.values() for name in names}
    one_of |= {name for rows in units.rows.values() for row in rows for name in row}
    for name, fields in units.together.items():
        merging.add_value(name, [each for each in fields if each in typed])
    for name in typed:
        if name not in one_of:
            merging.add_value(name, [name])
    for name, rows in units.rows.items():
        merging.add_rows(name, [row for row in rows if row[0] in typed])
    return merging.merged()


def with_touched(kept: _V, made: _V, touched: Iterable[str]) -> _V:
    """`kept`, with what `made` says of the touched values alone: "phone", or "name.fr" of words."""
    changes: dict[str, Any] = {}
    for each in touched:
        name, _dot, code = each.partition(".")
        value = getattr(made, name)
        if code:
            words = dict(changes.get(name, getattr(kept, name)).words)
            words[code] = value.in_locale(code) or ""
            value = LocalText.of(words)
        changes[name] = value
    return replace(kept, **changes)  # type: ignore[type-var]


class _Merging:
    def __init__(self, seen: Values | None, typed: Values, kept: Values) -> None:
        self._seen, self._typed, self._kept = seen, typed, kept
        self._values = dict(kept)
        self._touched: set[str] = set()
        self._conflicts: list[Conflict] = []

    def merged(self) -> Merged:
        return Merged(self._values, frozenset(self._touched), tuple(self._conflicts))

    def add_value(self, name: str, fields: Sequence[str]) -> None:
        if self._seen is not None and _equal(self._typed, self._seen, fields):
            return
        mine, theirs = _row(self._typed, fields), _row(self._kept, fields)
        seen = None if self._seen is None else _row(self._seen, fields)
        if mine in (seen, theirs):
            return
        if seen == theirs:
            self._take(fields, mine)
        else:
            self._ask(name, fields, mine, theirs)

    def add_rows(self, name: str, rows: Sequence[_Row]) -> None:
        if self._seen is None:
            for number, fields in enumerate(rows, 1):
                self.add_value(f"{name}_{number}", fields)
            return
        seen, mine, theirs = (
            [_row(each, fields) for fields in rows]
            for each in (self._seen, self._typed, self._kept)
        )
        result, now_at = list(theirs), _now_at(seen, theirs)
        moved = sum(map(any, theirs)) < sum(map(any, seen)) or any(
            at != now for at, now in now_at.items()
        )
        changed = [at for at, row in enumerate(seen) if mine[at] != row]
        # First what still stands somewhere, so that a row is not taken for kept and then written
        # over; what is new comes last, when it is known what else stands there.
        for at in sorted(changed, key=lambda each: (each not in now_at, not any(seen[each]))):
            after, free = mine[at], _free(result)
            if at in now_at:
                result[now_at[at]] = after
            elif (after in result and any(after)) or (moved and any(seen[at]) and not any(after)):
                continue
            elif not any(seen[at]) and free is not None:
                result[free] = after
            else:
                where = free if moved and free is not None else at
                self._ask(f"{name}_{where + 1}", rows[where], after, theirs[where])
        for fields, values in zip(rows, result, strict=True):
            if values != _row(self._kept, fields):
                self._take(fields, values)

    def _take(self, fields: Sequence[str], values: _Row) -> None:
        # What was only read stays to the letter, even letters that no form sends back.
        now = _row(self._kept, fields)
        changed = {
            name: value
            for name, value, had in zip(fields, values, now, strict=True)
            if value != had
        }
        self._values |= changed
        self._touched |= set(fields) if changed else set()

    def _ask(self, name: str, fields: Sequence[str], mine: _Row, theirs: _Row) -> None:
        both = (dict(zip(fields, each, strict=True)) for each in (mine, theirs))
        self._conflicts.append(Conflict(name, *both))


def _now_at(seen: Sequence[_Row], theirs: Sequence[_Row]) -> dict[int, int]:
    """Where each row that was seen stands by now, of those that are still the same."""
    found: dict[int, int] = {}
    for at, row in enumerate(seen):
        if any(row):
            places = [now for now, each in enumerate(theirs) if each == row]
            free = [now for now in places if now not in found.values()]
            if free:
                found[at] = at if at in free else free[0]
    return found


def _free(rows: Sequence[_Row]) -> int | None:
    """Where a new row goes: after all there are."""
    last = max((at for at, row in enumerate(rows) if any(row)), default=-1)
    return last + 1 if last + 1 < len(rows) else None


def _row(values: Values, fields: Iterable[str]) -> _Row:
    return tuple([clean(values.get(name, "")) for name in fields])


def _equal(some: Values, others: Values, fields: Iterable[str]) -> bool:
    return not [name for name in fields if some.get(name) != others.get(name)]


def _text(value: Any) -> str:
    return "1" if value is True else str(value or "")
