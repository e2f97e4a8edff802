"""What is one object in HSDS's JSON, without what hangs on it, and what of it is in `x_dalil`?"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from services_directory.hsds.exporting.translations import Json, Telling, tell_words
from services_directory.hsds.exporting.values import fitting
from services_directory.records import records as objects
from services_directory.records.field_names import (
    FIELDS,
    OWN,
    OWN_PRIVATE,
    PASSED,
    words_of,
)

_TOLD_APART = {"x_dalil", "last_modified"}

_EMPTY: tuple[Any, ...] = (None, "", {}, [])


def object_json(record: objects.Record, source_language: str, telling: Telling) -> Json:
    """The fields of one object, its passed-through ones, and `x_dalil`."""
    said = tell_words(record, source_language, telling)
    told: Json = {"id": record.id}
    unfit: Json = {}
    words = words_of(type(record))
    for name, ours in FIELDS[type(record)].items():
        if name in words:
            if name in said.words:
                told[name] = said.words[name]
            continue
        value = getattr(record, ours)
        fits = fitting(name, value)
        if fits is not None:
            told[name] = fits
        if value not in (None, "") and fits != value and str(fits) != str(value):
            unfit[name] = _plain(value)
    told |= {
        name: value
        for name, value in record.extra.items()
        if name not in told and _passes(type(record), name, telling)
    }
    marked = {**said.mark, **_own(record, telling), "unfit": unfit}
    mark_all(told, marked)
    return told


def _passes(record: type[objects.Record], name: str, telling: Telling) -> bool:
    if name in _TOLD_APART:
        return False
    passed = PASSED.get(record, frozenset())
    return telling.everything or name in passed or (name.startswith("x_"))


def _own(record: objects.Record, telling: Telling) -> Json:
    names = OWN.get(type(record), ())
    if telling.everything:
        names = (*names, *OWN_PRIVATE.get(type(record), ()))
    values = {name: getattr(record, name) for name in names}
    if isinstance(record, objects.ContactRecord) and not record.is_public:
        values["private"] = True
    closures = getattr(record, "closures", ())
    if closures:
        values["closures"] = [_closure(each, telling) for each in closures]
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def _closure(record: objects.ClosureRecord, telling: Telling) -> Json:
    note = dict(record.note.words)
    told: Json = {
        "starts_on": record.starts_on.isoformat(),
        "ends_on": record.ends_on.isoformat(),
        "kind": record.kind,
        "opens_at": record.opens_at,
        "closes_at": record.closes_at,
        "note": telling.say(record.note)[1],
        "notes": note if telling.translations else {},
        "extra": dict(record.extra) if telling.everything else {},
    }
    return without_empty(told)


def mark(told: Json, list_name: str, field: str) -> None:
    """Name a field in a list of `x_dalil`."""
    marked = told.get("x_dalil", {})
    told["x_dalil"] = {**marked, list_name: [*marked.get(list_name, ()), field]}


def mark_all(told: Json, marked: Json) -> None:
    """Add to `x_dalil` what is not empty."""
    marked = {**told.get("x_dalil", {}), **without_empty(marked)}
    if marked:
        told["x_dalil"] = marked


def flat(told: Json) -> Json:
    """Without what hangs on it, as lists have their objects."""
    return {
        name: value
        for name, value in told.items()
        if name == "x_dalil" or not isinstance(value, list | dict)
    }


def without_empty(told: Json) -> Json:
    """HSDS has no null: what is not known is not there."""
    return {
        name: value for name, value in told.items() if value not in _EMPTY and value is not False
    }


def without(told: Json, name: str) -> Json:
    """The object without one of its fields."""
    return {key: value for key, value in told.items() if key != name}
