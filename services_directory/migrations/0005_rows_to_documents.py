"""Every row of the tables before 0004 becomes part of a document; then those tables are dropped."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from services_directory.migrations.old_rows import (
    SHARED,
    TABLES,
    Kind,
    Row,
    Script,
    Statement,
    finished,
    grouped,
    marks,
    record_of_before,
    records_of,
)
from services_directory.records import records as objects
from services_directory.records.documents import as_text, without_shared
from services_directory.records.draft_records import draft_of
from services_directory.records.flat_fields import numbers_in
from services_directory.records.records import object_id
from services_directory.records.schema import KINDS
from services_directory.values.normalise import fold

AT_ONCE = 200


@dataclass(slots=True)
class Moved:
    """`ids`: the HSDS id of each old row of what is shared; `shared`: its new row and record."""

    ids: dict[Kind, dict[int, str]] = field(default_factory=dict)
    shared: dict[Kind, dict[int, tuple[int, Any]]] = field(default_factory=dict)
    count: int = 0


def apply(dialect: str) -> Script[None]:
    """Within the transaction of the migration."""
    moved = Moved()
    for record, (table, _named) in SHARED.items():
        moved.ids[record] = {}
        for row in (yield f"SELECT id, uuid, source, source_id FROM {table}", ()):
            made = object_id(row["source"], KINDS[record], row["source_id"])
            moved.ids[record][row["id"]] = row["uuid"] or made
    for record in SHARED:
        yield from _move_shared(record, moved)
    yield from _move_services(moved)
    yield from _move_history()
    yield from _move_places()
    for table in (
        *("old_service_change", "old_service_at_location", "old_service", *TABLES.values()),
        *("taxonomy_term", "taxonomy", "location", "organisation", "translation"),
    ):
        yield (f"DROP TABLE {table}", ())
    if dialect == "postgresql":
        for table in ("shared_record", "service", "service_change"):
            yield (
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'),"
                f" (SELECT COALESCE(MAX(id), 0) + 1 FROM {table}), FALSE)",
                (),
            )


def _move_shared(record: Kind, moved: Moved) -> Script[None]:
    table, named = SHARED[record]
    moved.shared[record] = {}
    found = yield f"SELECT * FROM {table} ORDER BY id", ()
    for start in range(0, len(found), AT_ONCE):
        rows = found[start : start + AT_ONCE]
        links = {
            row["id"]: {
                name: moved.ids[of].get(row[f"{name}_id"] or 0, "") for name, of in named.items()
            }
            for row in rows
        }
        spoken = {row["id"]: row["source_language"] for row in rows}
        terms = moved.ids[objects.TermRecord]
        records = yield from records_of(record, rows, terms, spoken, links)
        for row, each in zip(rows, map(finished, records), strict=True):
            moved.count += 1
            moved.shared[record][row["id"]] = moved.count, each
            values = {
                "id": moved.count,
                "kind": KINDS[record],
                "source": each.source,
                "source_id": each.source_id,
                "uuid": each.id,
                "document": as_text(each),
            }
            yield _insert("shared_record", values)


def _move_services(moved: Moved) -> Script[None]:
    told = yield "SELECT version FROM directory_version WHERE id = 1", ()
    version = told[0]["version"] if told else 0
    organisations = moved.shared[objects.OrganisationRecord]
    last = 0
    while True:
        rows = yield (
            f"SELECT * FROM old_service WHERE id > ? ORDER BY id LIMIT {AT_ONCE}",
            (last,),
        )
        if not rows:
            return
        last = rows[-1]["id"]
        spoken = {row["id"]: row["source_language"] for row in rows}
        links = {
            row["id"]: {"organisation": organisations[row["organisation_id"]][1]} for row in rows
        }
        terms = moved.ids[objects.TermRecord]
        records = yield from records_of(objects.ServiceRecord, rows, terms, spoken, links)
        sites = yield from _sites(spoken, moved)
        for row, each in zip(rows, records, strict=True):
            number, _record = organisations[row["organisation_id"]]
            at = sites[row["id"]]
            whole = finished(replace(each, sites=tuple(site for site, _place in at)))
            yield _service(row, whole, number, version)
            for _site, place in at:
                values = {"service_id": row["id"], "location_id": place}
                yield _insert("service_at_location", values)


def _sites(
    spoken: Mapping[int, str], moved: Moved
) -> Script[Mapping[int, list[tuple[objects.SiteRecord, int]]]]:
    """By the number of the service: its sites, each with the new number of the location."""
    rows = yield (
        f"SELECT * FROM old_service_at_location WHERE service_id IN ({marks(spoken)})"
        " ORDER BY position, id",
        [*spoken],
    )
    locations = moved.shared[objects.LocationRecord]
    records = yield from records_of(
        objects.SiteRecord,
        rows,
        moved.ids[objects.TermRecord],
        {row["id"]: spoken[row["service_id"]] for row in rows},
        {row["id"]: {"location": locations[row["location_id"]][1]} for row in rows},
    )
    places = [locations[row["location_id"]][0] for row in rows]
    return grouped("service_id", rows, zip(records, places, strict=True))


def _service(row: Row, record: objects.ServiceRecord, organisation: int, version: int) -> Statement:
    draft = draft_of(record)
    phones = (fold(number) for number in numbers_in(draft.phone))
    values = {
        **{name: row[name] for name in ("id", "key", "source", "source_id", "status", "category")},
        **{name: row[name] for name in ("region", "folded", "updated_at", "updated_by")},
        **{name: row[name] for name in ("last_checked_on", "next_check_on")},
        "organisation_id": organisation,
        "place": draft.place,
        "phones": "\n".join("".join(filter(str.isdigit, number)) for number in phones),
        "version": version,
        "document": as_text(without_shared(record)),
    }
    return _insert("service", values)


def _move_history() -> Script[None]:
    for row in (yield ("SELECT * FROM old_service_change ORDER BY id", ())):
        values = {name: row[name] for name in ("id", "service_id", "happened_at", "who", "what")}
        before = row["before"]
        if before:
            record = record_of_before(objects.ServiceRecord, json.loads(before))
            before = as_text(record)
        values |= {"difference": row["difference"], "before": before}
        yield _insert("service_change", values)


def _move_places() -> Script[None]:
    names: defaultdict[int, dict[str, str]] = defaultdict(dict)
    said = yield "SELECT * FROM translation WHERE owner = 'place' AND field = 'name'", ()
    for row in said:
        names[row["owner_id"]][row["locale"]] = row["words"]
    for number, by_locale in names.items():
        told = json.dumps(dict(sorted(by_locale.items())), ensure_ascii=False)
        yield ("UPDATE place SET names = ? WHERE id = ?", (told, number))


def _insert(table: str, values: Mapping[str, Any]) -> Statement:
    columns = ", ".join(values)
    return (f"INSERT INTO {table} ({columns}) VALUES ({marks(values)})", [*values.values()])
