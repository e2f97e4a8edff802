"""Two people changed one value: both are shown, with who wrote when, and one is chosen."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from aiohttp import web

from admin.forms.base import Posted, StaffForm
from admin.forms.merging import (
    SEEN,
    Conflict,
    Merged,
    Units,
    Values,
    merge,
    seen_in,
    typed_values,
)
from admin.models import AuditEntry
from admin.rendering.formatting import say, speaker, tongue
from admin.rendering.templates import page
from bot.operations.audit_log import On
from flows.engine.text import Line, Text, _

MOST_TRIES = 20

_F = TypeVar("_F", bound=StaffForm)

NOT_CHOSEN = _("Please choose one of the two.")
MINE, THEIRS = "mine", "theirs"


class ChangedMeanwhile(Exception):
    """What a form was to change is not as it was read a moment ago."""


@dataclass(frozen=True, slots=True)
class Change:
    """Who changed a value last, and when."""

    who: str
    when: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """How a page calls a value, says it, and knows who changed it; `None`: nobody knows."""

    label: Callable[[Conflict], str]
    changed: Callable[[Conflict], Change | None]


@dataclass(frozen=True, slots=True)
class FormEdit(Generic[_F]):
    """A posted form on top of what is kept by now.

    `form` is what its reader sees, `merged_form` what is to be kept; `undecided`: conflicts that
    were asked about, of which nothing was chosen."""

    form: _F
    merged_form: _F
    typed: Values
    merged: Merged
    undecided: Sequence[Conflict]


def read_form(
    posted: Posted, sent: _F, make: Callable[[Values], _F], kept: Values, units: Units
) -> FormEdit[_F]:
    """What the form that was `sent` changes of the values that are `kept`."""
    seen = seen_in(posted)
    typed = typed_values(sent, seen, [each.name for each in sent])
    undecided = chosen(posted, seen, typed)
    merged = merge(seen, typed, kept, units)
    return FormEdit(make({**kept, **typed}), make(merged.values), typed, merged, undecided)


async def until_unchanged(
    save: Callable[[], Awaitable[web.Response]], changed: type[Exception]
) -> web.Response:
    """Save; where somebody was faster, which raises `changed`, again on top of what they wrote."""
    for _try in range(MOST_TRIES):
        try:
            return await save()
        except changed:
            continue
    return await save()


async def changes_in_audit(on: On, subject_id: object) -> Callable[[Conflict], Change | None]:
    """Who changed one of the fields of a conflict last, as the audit log has it."""
    entries = await AuditEntry.filter(subject=on.value, subject_id=str(subject_id)).order_by("-id")

    def changed(conflict: Conflict) -> Change | None:
        names = conflict.mine.keys()
        told = (each for each in entries if names & json.loads(each.after or "{}").keys())
        last = next(told, entries[0] if entries else None)
        return Change(last.who, last.happened_at) if last else None

    return changed


def chosen(posted: Posted, seen: Values | None, typed: dict[str, str]) -> list[Conflict]:
    """Take what was chosen into `typed`; the conflicts of which nothing was chosen."""
    open_ones = []
    for key, told in posted.items():
        if not key.startswith("fields_") or seen is None:
            continue
        number, names = (
            key.removeprefix("fields_"),
            [*filter(typed.__contains__, str(told).split())],
        )
        take = posted.get(f"take_{number}")
        if take == THEIRS:
            typed.update({name: seen.get(name, "") for name in names})
        elif take != MINE and names:
            mine = {name: typed[name] for name in names}
            theirs = {name: seen.get(name, "") for name in names}
            open_ones.append(Conflict(str(posted.get(f"name_{number}", "")), mine, theirs))
    return open_ones


def ask_which(
    request: web.Request,
    form: StaffForm,
    conflicts: Sequence[Conflict],
    asked: Asked,
    *,
    title: Line,
    back: str,
    fault: Text | None = None,
    also: Values | None = None,
) -> web.Response:
    """The page with both values of each; what it posts goes to the address of the form itself,
    with `also`, which is no value."""
    seen = {name: value for each in conflicts for name, value in each.theirs.items()}
    return page(
        request,
        "conflicts.html",
        422 if fault else 409,
        title=title,
        back=back,
        seen_field=SEEN,
        seen=json.dumps(seen, ensure_ascii=False),
        fault=fault,
        also=also or {},
        conflicts=[
            {
                "name": each.name,
                "label": asked.label(each),
                "change": asked.changed(each),
                "fields": each.mine,
                "mine": said_values(form, each.mine),
                "theirs": said_values(form, each.theirs),
            }
            for each in conflicts
        ],
    )


def label_of(form: StaffForm, names: Iterable[str]) -> str:
    """What a form calls its field, with the language of it."""
    field: Any = form[next(name for name in names if name in form)]
    label, code = say(field.label.text), (field.render_kw or {}).get("lang")
    return f"{label} ({tongue(speaker.get().translator, code)})" if code else label


def said_values(form: StaffForm, values: Values) -> str:
    """Values as a reader of the form calls them; empty ones are left out."""
    said = (_said(form, name, value) for name, value in values.items() if value)
    return " · ".join(each for each in said if each)


def _said(form: StaffForm, name: str, value: str) -> str:
    if name not in form:
        return value
    field: Any = form[name]
    if field.type == "BooleanField":
        return say(field.label.text)
    return str(dict(getattr(field, "choices", None) or ()).get(value, value))
