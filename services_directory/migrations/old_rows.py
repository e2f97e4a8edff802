"""What do the rows of the tables before 0004 say? The records they are parts of, whole."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Generator, Iterable, Mapping, Sequence
from dataclasses import MISSING, fields, replace
from datetime import date, datetime
from typing import Any, TypeVar, get_args, get_type_hints

from services_directory.records import records as objects
from services_directory.records.authorship import hash_of
from services_directory.records.documents import with_ids
from services_directory.records.records import detail_id
from services_directory.records.schedule_records import rows_of
from services_directory.records.schema import (
    KINDS,
    lists_in,
    source_id_of,
    words_in,
)
from services_directory.values.entries import Cost, LocalText, Status

T = TypeVar("T")
Kind = type[objects.Record]
Row = Mapping[str, Any]
Statement = tuple[str, Sequence[Any]]
Script = Generator[Statement, list[Row], T]
"""Yields SQL with `?` and its values, and is sent the rows of each."""

TABLES: Mapping[type[objects.Record], str] = {
    objects.AddressRecord: "address",
    objects.ContactRecord: "contact_person",
    objects.PhoneRecord: "phone",
    objects.ScheduleRecord: "schedule",
    objects.ClosureRecord: "closure",
    objects.LanguageRecord: "delivery_language",
    objects.AccessibilityRecord: "accessibility",
    objects.CostRecord: "cost_option",
    objects.DocumentRecord: "required_document",
    objects.AreaRecord: "service_area",
    objects.AttributeRecord: "attribute",
}
SHARED: Mapping[type[objects.Record], tuple[str, Mapping[str, type[objects.Record]]]] = {
    objects.OrganisationRecord: ("organisation", {"parent": objects.OrganisationRecord}),
    objects.LocationRecord: ("location", {"organisation": objects.OrganisationRecord}),
    objects.TaxonomyRecord: ("taxonomy", {}),
    objects.TermRecord: (
        "taxonomy_term",
        {"taxonomy": objects.TaxonomyRecord, "parent": objects.TermRecord},
    ),
}
"""Their tables, and the columns that name another row."""


_LINKS = {"parent", "taxonomy", "organisation", "location", "term"}
"""Fields that name another record: whoever reads the rows says which."""

_RECORDS = {"organisation": objects.OrganisationRecord, "location": objects.LocationRecord}

_NO_COLUMNS = {"id", "extra", "wordings", "updated_at", "updated_by"}


def records_of(
    record: Kind,
    rows: Sequence[Row],
    terms: Mapping[int, str],
    spoken: Mapping[int, str],
    links: Mapping[int, dict[str, Any]],
) -> Script[list[Any]]:
    """The records of these rows, in their order, with all that hangs on them.

    `terms`: the HSDS ids of the rows of terms. `spoken`: the language each row was first written
    in; `links`: what else its record is made of, both by the number of the row.
    """
    if not rows:
        return []
    kind, numbers = KINDS[record], [row["id"] for row in rows]
    values = {row["id"]: _columns(record, row) | links.get(row["id"], {}) for row in rows}
    if words_in(record):
        said = yield (
            f"SELECT * FROM translation WHERE owner = ? AND owner_id IN ({marks(numbers)})"
            " ORDER BY id",
            (kind, *numbers),
        )
        own = grouped("owner_id", said, said)
        for number in numbers:
            values[number] |= _words(record, own[number], spoken[number])
    for name, held in lists_in(record).items():
        if held is objects.SiteRecord:
            continue
        found = yield (
            f"SELECT * FROM {TABLES[held]} WHERE owner = ? AND owner_id IN ({marks(numbers)})"
            " ORDER BY position, id",
            (kind, *numbers),
        )
        named = held is objects.AttributeRecord
        details = yield from records_of(
            held,
            found,
            terms,
            {row["id"]: spoken[row["owner_id"]] for row in found},
            {row["id"]: {"term": terms.get(row["term_id"] or 0, "")} for row in found}
            if named
            else {},
        )
        held_by = grouped("owner_id", found, details)
        for number in numbers:
            values[number][name] = tuple(held_by[number])
    return [record(**values[number]) for number in numbers]


def _columns(record: Kind, row: Row) -> dict[str, Any]:
    """What stands in the row itself; names of other rows are the caller's.

    A field that is younger than these tables has no column, and stays as a new record has it."""
    values: dict[str, Any] = {"id": row["uuid"] or "", "extra": json.loads(row["extra"])}
    columns = set(row.keys())
    for name, held in _plain_fields(record).items():
        if name in columns:
            values[name] = _plain(held, row[name])
    return values


def _plain_fields(record: Kind) -> dict[str, Any]:
    """What is neither words nor a list nor another record, by its name; and its type."""
    hints = get_type_hints(record)
    others = {*words_in(record), *lists_in(record), *_LINKS, *_NO_COLUMNS}
    plain = {name: held for name, held in hints.items() if name not in others}
    return {name: next(iter(get_args(held)), held) for name, held in plain.items()}


def _plain(held: Any, value: Any) -> Any:
    if value is None:
        return None
    if held is date:
        return value if isinstance(value, date) else date.fromisoformat(value)
    return held(value) if held in (bool, float, Status, Cost) else value


def _words(record: Kind, rows: Sequence[Row], language: str) -> dict[str, Any]:
    names = words_in(record)
    rows = sorted(
        (row for row in rows if row["field"] in names), key=lambda row: names.index(row["field"])
    )
    by_field: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for row in rows:
        by_field[row["field"]][row["locale"]] = row["words"]
    wordings = {}
    for row in rows:
        was, at = row["source_hash"], row["updated_at"]
        source = by_field[row["field"]].get(language)
        outdated = bool(was and source and row["locale"] != language and hash_of(source) != was)
        at = datetime.fromisoformat(at) if isinstance(at, str) else at
        wordings[f"{row['field']}.{row['locale']}"] = objects.Wording(
            row["status"], outdated, row["author"], at, was
        )
    texts = {name: LocalText(tuple(said.items())) for name, said in by_field.items()}
    return {**texts, "wordings": wordings}


def finished(record: Any) -> Any:
    """With the ids no source gave, and hours of the first version as the rows that say them."""
    record = with_ids(record, source_id_of(record))
    changes: dict[str, Any] = {}
    if getattr(record, "schedules", ()):
        changes["schedules"] = _in_rows(record.schedules)
    if getattr(record, "sites", ()):
        changes["sites"] = tuple(
            replace(each, schedules=_in_rows(each.schedules)) for each in record.sites
        )
    return replace(record, **changes) if changes else record


def _in_rows(
    schedules: tuple[objects.ScheduleRecord, ...],
) -> tuple[objects.ScheduleRecord, ...]:
    found: list[objects.ScheduleRecord] = []
    for each in schedules:
        rows = rows_of(each.osm) if each.osm else ()
        if not rows or rows[0].osm:
            found.append(each)
        else:
            found += (
                replace(row, id=detail_id(each.id, "rows", number))
                for number, row in enumerate(rows)
            )
    return tuple(found)


def record_of_before(record: Kind, told: Mapping[str, Any]) -> Any:
    """A record as the history kept it: our names, and nothing that was empty."""
    plain, lists = _plain_fields(record), lists_in(record)
    # Only what has to be said may be missing: it was empty.
    values: dict[str, Any] = {
        each.name: ""
        for each in fields(record)
        if each.default is MISSING and plain.get(each.name) is str
    }
    for name, value in told.items():
        if name in words_in(record):
            values[name] = LocalText.of(value)
        elif name in lists:
            values[name] = tuple(record_of_before(lists[name], each) for each in value)
        elif isinstance(value, dict) and name in _RECORDS:
            values[name] = record_of_before(_RECORDS[name], value)
        else:
            values[name] = _plain(plain.get(name), value)
    return record(**values)


def grouped(by: str, rows: Iterable[Row], things: Iterable[T]) -> defaultdict[int, list[T]]:
    """The things by the number that their rows have in this column."""
    found: defaultdict[int, list[T]] = defaultdict(list)
    for row, thing in zip(rows, things, strict=True):
        found[row[by]].append(thing)
    return found


def marks(values: Collection[object]) -> str:
    """So many `?`."""
    return ", ".join("?" * len(values))
