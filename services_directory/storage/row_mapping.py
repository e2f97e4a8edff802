"""How do the objects of HSDS lie in the tables? The same way each: columns, words, details."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from tortoise.models import Model

from services_directory.records import records as objects
from services_directory.records.records import detail_id, object_id
from services_directory.storage import hsds_models as tables
from services_directory.storage.models import OrganisationRow, ServiceRow
from services_directory.values.entries import Cost, LocalText, Status

_R = TypeVar("_R", bound=objects.Record)

_KINDS: dict[type[objects.Record], tuple[str, type[Model]]] = {
    objects.ServiceRecord: ("service", ServiceRow),
    objects.OrganisationRecord: ("organisation", OrganisationRow),
    objects.LocationRecord: ("location", tables.LocationRow),
    objects.SiteRecord: ("site", tables.SiteRow),
    objects.TaxonomyRecord: ("taxonomy", tables.TaxonomyRow),
    objects.TermRecord: ("term", tables.TermRow),
    objects.AddressRecord: ("address", tables.AddressRow),
    objects.ContactRecord: ("contact", tables.ContactRow),
    objects.PhoneRecord: ("phone", tables.PhoneRow),
    objects.ScheduleRecord: ("schedule", tables.ScheduleRow),
    objects.ClosureRecord: ("closure", tables.ClosureRow),
    objects.LanguageRecord: ("language", tables.LanguageRow),
    objects.AccessibilityRecord: ("accessibility", tables.AccessibilityRow),
    objects.CostRecord: ("cost", tables.CostOptionRow),
    objects.DocumentRecord: ("document", tables.DocumentRow),
    objects.AreaRecord: ("area", tables.AreaRow),
    objects.AttributeRecord: ("attribute", tables.AttributeRow),
}
"""The kind words and details are kept under, and the table; owners before what they may own."""

_REFERENCES = {"organisation", "location", "parent", "taxonomy", "term"}
"""Fields that name another row: kept as its number, given as its id or its record."""

_OUTSIDE = {"id", "extra", "wordings"}

_EMPTY: tuple[Any, ...] = ("", None, {}, [])


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A class of records as the tables know it; `details` are its fields that hold other rows."""

    record: type[objects.Record]
    kind: str
    table: type[Model]
    columns: tuple[str, ...]
    words: tuple[str, ...]
    details: tuple[tuple[str, Shape], ...]

    @property
    def is_detail(self) -> bool:
        return issubclass(self.table, tables.Detail)


_SHAPES: dict[type[objects.Record], Shape] = {}


def shape_of(record: type[objects.Record]) -> Shape:
    """Worked out once from the fields of the class and their types."""
    if record not in _SHAPES:
        _SHAPES[record] = _shape(record)
    return _SHAPES[record]


def _shape(record: type[objects.Record]) -> Shape:
    kind, table = _KINDS[record]
    hints = get_type_hints(record)
    names = [each.name for each in fields(record) if each.name not in _OUTSIDE]
    words = tuple(name for name in names if hints[name] is LocalText)
    held = {name: get_args(hints[name])[0] for name in names if get_origin(hints[name]) is tuple}
    others = {*words, *held, *_REFERENCES}
    return Shape(
        record=record,
        kind=kind,
        table=table,
        columns=tuple(name for name in names if name not in others),
        words=words,
        details=tuple((name, shape_of(each)) for name, each in held.items()),
    )


SHAPES = tuple(shape_of(record) for record in _KINDS)

DETAILS = tuple(shape for shape in SHAPES if shape.is_detail)
"""In this order: what owns a detail comes before it, attributes last."""


def values_from(shape: Shape, row: dict[str, Any]) -> dict[str, Any]:
    """The columns of a row as the fields of its record; `extra` from JSON."""
    values = {name: row[name] for name in shape.columns}
    if shape.kind == "service":
        values["status"] = Status(row["status"])
        values["cost"] = Cost(row["cost"]) if row["cost"] else None
    values["extra"] = json.loads(row["extra"])
    return values


def columns_from(shape: Shape, record: objects.Record) -> dict[str, Any]:
    """The way back; references are the caller's."""
    columns = {name: getattr(record, name) for name in shape.columns}
    if shape.kind == "service":
        columns |= {name: str(columns[name] or "") or None for name in ("status", "cost")}
    columns["extra"] = json.dumps(record.extra, ensure_ascii=False, sort_keys=True)
    return columns


def as_json(record: objects.Record) -> dict[str, Any]:
    """A record as JSON can hold it, without what is empty: to compare, and to go back to."""
    plain: dict[str, Any] = {}
    for each in fields(record):
        value = getattr(record, each.name)
        if isinstance(value, LocalText):
            value = dict(sorted(value.words))
        elif isinstance(value, tuple):
            value = [as_json(item) for item in value]
        elif isinstance(value, objects.Record):
            value = as_json(value)
        elif isinstance(value, date):
            value = value.isoformat()
        if each.compare and value not in _EMPTY and value is not False:
            plain[each.name] = value
    return plain


def from_json(record: type[_R], plain: dict[str, Any]) -> _R:
    """The way back from `as_json`. Raises KeyError, TypeError or ValueError for anything else."""
    hints = get_type_hints(record)
    return record(**{name: _value(hints[name], value) for name, value in plain.items()})


def _value(hint: Any, value: Any) -> Any:
    if hint is LocalText:
        return LocalText.of(value)
    if get_origin(hint) is tuple:
        return tuple(from_json(get_args(hint)[0], each) for each in value)
    if isinstance(hint, type) and issubclass(hint, objects.Record):
        return from_json(hint, value)
    for kind in (hint, *get_args(hint)):
        if kind is date:
            return date.fromisoformat(value)
        if isinstance(kind, type) and issubclass(kind, StrEnum):
            return kind(value)
    return value


def with_ids(record: _R, own_id: str) -> _R:
    """The record with `own_id` where it has none, and every detail with the id that is its own."""
    shape = shape_of(type(record))
    record = replace(record, id=record.id or own_id)
    changes: dict[str, Any] = {
        name: tuple(
            with_ids(each, detail_id(record.id, f"{shape.kind}.{name}", number))
            for number, each in enumerate(getattr(record, name))
        )
        for name, _shape in shape.details
    }
    for name in ("organisation", "location"):
        held = getattr(record, name, None)
        if isinstance(held, objects.Sourced):
            changes[name] = with_ids(held, source_id_of(held))
    return replace(record, **changes)


def source_id_of(record: objects.Sourced) -> str:
    """The HSDS id by which a source's thing is known where it gave no UUID itself."""
    return object_id(record.source, shape_of(type(record)).kind, record.source_id)
