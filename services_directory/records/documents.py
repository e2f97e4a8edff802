"""How is a record one document of JSON, in HSDS's names, and what is no such document?

What HSDS has no name for stands in `x_dalil`, what is only passed through in `x_extra`; words are
objects of locale and text. What is as a record is from the beginning is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar

from services_directory.records import records as objects
from services_directory.records.field_names import FIELDS, LISTS
from services_directory.records.records import Record, Sourced, Wording, detail_id
from services_directory.records.schema import (
    KINDS,
    Field,
    fields_of,
    is_choice,
    is_day,
    is_record,
    lists_in,
    source_id_of,
)
from services_directory.values.entries import LocalText
from services_directory.values.local_text import NO_WORDS

SCHEMA = 1
"""Grows when a document of before is read otherwise than one of today."""

Document = dict[str, Any]

_R = TypeVar("_R", bound=Record)

_OURS = "x_dalil"
_EXTRA = "x_extra"
_WORDINGS = "wordings"

_LINKS: Mapping[type[Record], Mapping[str, str]] = {
    objects.ServiceRecord: {"organisation": "organization"},
    objects.SiteRecord: {"location": "location"},
    objects.LocationRecord: {"organisation": "organization_id"},
    objects.OrganisationRecord: {"parent": "parent_organization_id"},
    objects.TermRecord: {"taxonomy": "taxonomy_id", "parent": "parent_id"},
    objects.AttributeRecord: {"term": "taxonomy_term_id"},
}

_NOTHING = (None, "")


class DocumentFault(ValueError):
    """A document, or a record, that is not what its class says; the message says where and why."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where one field of a record stands in its document."""

    field: Field
    name: str
    is_ours: bool


def _places_in(record: type[Record]) -> tuple[_Place, ...]:
    names = {ours: theirs for theirs, ours in (*FIELDS.get(record, {}).items(), *LISTS.items())}
    names |= _LINKS.get(record, {})
    return tuple(
        _Place(each, names.get(each.name, each.name), each.name not in names)
        for each in fields_of(record)
    )


_PLACES = {record: _places_in(record) for record in KINDS}


def document_of(record: Record, *, whole: bool = True, authors: bool = True) -> Document:
    """The document of a record. Not `whole`: of what stands in documents of its own, its ids only.

    Without `authors` it says neither who wrote its words nor in which order of languages. Raises
    DocumentFault for what no document can hold.
    """
    told: Document = {"id": record.id} if record.id else {}
    ours: Document = {}
    for place in _PLACES[type(record)]:
        value, default = getattr(record, place.field.name), place.field.default
        if value == default or (value in _NOTHING and default in _NOTHING):
            continue
        said = _told(place.field, value, whole, authors)
        (ours if place.is_ours else told)[place.name] = said
    if authors and record.wordings:
        ours[_WORDINGS] = {key: _wording_told(each) for key, each in record.wordings.items()}
    if ours:
        told[_OURS] = ours
    if record.extra:
        told[_EXTRA] = json.loads(json.dumps(record.extra, sort_keys=True))
    return told


def _told(field: Field, value: Any, whole: bool, authors: bool) -> Any:
    held: Any = field.held
    if held is LocalText:
        return dict(value.words if authors else sorted(value.words))
    if field.is_list:
        return [document_of(each, whole=whole, authors=authors) for each in value]
    if is_record(held):
        stub = value if whole else type(value)(**_names_of(value))
        return document_of(stub, whole=whole, authors=authors)
    _check(field, value)
    if is_day(held):
        return value.isoformat()
    return held(value) if held is float else str(value) if is_choice(held) else value


def _check(field: Field, value: Any) -> None:
    held: Any = field.held
    if not isinstance(value, (int, float) if held is float else held):
        raise DocumentFault(f"{field.name}: {type(value).__name__} instead of {held.__name__}")
    if field.longest and len(str(value)) > field.longest:
        raise DocumentFault(f"{field.name}: longer than {field.longest} letters")


def _names_of(record: Sourced) -> dict[str, str]:
    return {"id": record.id, "source": record.source, "source_id": record.source_id}


def _wording_told(wording: Wording) -> Document:
    at = wording.updated_at
    said = {
        "status": wording.status,
        "outdated": wording.outdated,
        "author": wording.author,
        "updated_at": at.isoformat() if at else None,
        "source_hash": wording.source_hash,
    }
    return {name: value for name, value in said.items() if value}


def as_text(record: Record, *, whole: bool = True, authors: bool = True) -> str:
    """The document as it is kept, with the number of its schema."""
    told = document_of(record, whole=whole, authors=authors)
    return json.dumps({"schema": SCHEMA, **told}, ensure_ascii=False)


def from_text(
    record: type[_R], text: str, locales: Sequence[str] = (), *, authors: bool = True
) -> _R:
    """The way back. Texts start with the `locales` given; without `authors` nobody wrote them."""
    told = json.loads(text)
    schema = told.pop("schema", None)
    if schema != SCHEMA:
        raise DocumentFault(f"schema {schema} is none of ours: this program knows {SCHEMA}")
    return record_from(record, told, locales, authors=authors)


def record_from(
    record: type[_R], told: Any, locales: Sequence[str] = (), *, authors: bool = True
) -> _R:
    """The record of a document. Raises DocumentFault for what is none."""
    rank = {locale: number for number, locale in enumerate(locales)}
    return _Reading(rank, authors).read(record, told)


@dataclass(frozen=True, slots=True)
class _Reading:
    rank: Mapping[str, int]
    authors: bool

    def read(self, record: type[_R], told: Any) -> _R:
        if not isinstance(told, dict):
            raise DocumentFault(f"{KINDS[record]}: {type(told).__name__} instead of an object")
        ours = told.get(_OURS, {})
        values: dict[str, Any] = {}
        met = (len(ours), len(told) - (_OURS in told))
        for place in _PLACES[record]:
            said = (ours if place.is_ours else told).get(place.name)
            if said is not None:
                values[place.field.name] = self._value(place.field, said)
        for name in ("id", _EXTRA):
            if name in told:
                values[name.removeprefix("x_")] = told[name]
        found = len(values) + (_WORDINGS in ours)
        if found != sum(met):
            known = {each.name for each in _PLACES[record]} | {"id", _EXTRA, _OURS, _WORDINGS}
            raise DocumentFault(f"{KINDS[record]}: unknown {sorted({*told, *ours} - known)}")
        if self.authors and _WORDINGS in ours:
            values[_WORDINGS] = {key: _wording(each) for key, each in ours[_WORDINGS].items()}
        try:
            return record(**values)
        except TypeError as error:
            raise DocumentFault(f"{KINDS[record]}: {error}") from None

    def _value(self, field: Field, said: Any) -> Any:
        held = field.held
        try:
            if held is LocalText:
                return self._words(said)
            if field.is_list:
                return tuple([self.read(held, each) for each in said])
            if is_record(held):
                return self.read(held, said)
            if is_day(held) or is_choice(held):
                return date.fromisoformat(said) if is_day(held) else held(said)
            if held is float and type(said) in (int, float):
                return float(said)
        except DocumentFault as fault:
            raise DocumentFault(f"{field.name}: {fault}") from None
        except (TypeError, ValueError):
            raise DocumentFault(f"{field.name}: {type(said).__name__} cannot be read") from None
        if type(said) is not held:
            raise DocumentFault(f"{field.name}: {type(said).__name__} instead of {held.__name__}")
        return said

    def _words(self, said: Mapping[str, str]) -> LocalText:
        pairs = [*said.items()]
        if not all(type(text) is str for _locale, text in pairs):
            raise DocumentFault("words that are no text")
        if self.rank and len(pairs) > 1:
            pairs.sort(key=lambda pair: self.rank.get(pair[0], len(self.rank)))
        return LocalText(tuple(pairs)) if pairs else NO_WORDS


def _wording(said: Mapping[str, Any]) -> Wording:
    at = said.get("updated_at")
    return Wording(
        said["status"],
        said.get("outdated", False),
        said.get("author"),
        datetime.fromisoformat(at) if at else None,
        said.get("source_hash", ""),
    )


def same(one: Record | None, other: Record | None) -> bool:
    """Whether two records say the same, whoever wrote it, and in whichever order of languages."""
    if one is None or other is None:
        return one is other
    return one == other or document_of(one, authors=False) == document_of(other, authors=False)


def same_all(ones: Iterable[Record], others: Iterable[Record]) -> bool:
    """The same of two lists, in their order."""
    one, other = [*ones], [*others]
    return len(one) == len(other) and all(map(same, one, other))


def with_ids(record: _R, own_id: str) -> _R:
    """The record with `own_id` where it has none, and every detail with the id that is its own."""
    changes: dict[str, Any] = {} if record.id else {"id": own_id}
    own_id = record.id or own_id
    kind = KINDS[type(record)]
    for name in lists_in(type(record)):
        held = getattr(record, name)
        if held:
            changes[name] = tuple(
                with_ids(each, detail_id(own_id, f"{kind}.{name}", number))
                for number, each in enumerate(held)
            )
    for name in ("organisation", "location"):
        shared = getattr(record, name, None)
        if isinstance(shared, Sourced):
            changes[name] = with_ids(shared, source_id_of(shared))
    return replace(record, **changes) if changes else record
