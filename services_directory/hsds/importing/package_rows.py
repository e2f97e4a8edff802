"""Which objects do the tables of a CSV package say? Each row stands where its columns put it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from services_directory.files.findings import Done, Findings, SourceObject
from services_directory.files.repair import read_number
from services_directory.files.text import read_json_cell
from services_directory.hsds.exporting.values import number as as_number
from services_directory.records.standard import ANYWHERE, LINKS, NUMBERS, TABLES

Tables = Mapping[str, list[SourceObject]]
"""Rows by the name of their table."""

STANDING = ("taxonomy", "taxonomy_term", "organization", "service")
"""Tables whose rows are objects of their own, in the order they are read."""

_ALONE = (*STANDING, "location", "unit", "program", "meta_table_description")
"""Tables whose rows need not hang on another."""


def objects_of(tables: Tables, findings: Findings) -> Iterator[tuple[str, SourceObject]]:
    """Every object of a package, whole; rows that nothing leads to are listed."""
    by_id = {
        # Of two rows with one id the first counts, as everywhere.
        name: {str(row["id"]): row for row in reversed(rows) if row.get("id")}
        for name, rows in tables.items()
    }
    for name in TABLES:
        for row in tables.get(name, ()):
            _unpack(row, findings)
            _link(name, row, by_id, findings)
    for name in TABLES:
        for row in tables.get(name, ()):
            if not _hang(name, row, by_id) and name not in _ALONE:
                problem = "It hangs on nothing that is in the package."
                findings.add(row, "", problem, Done.LEFT_OUT)
    _translate(tables, by_id, findings)
    for name in STANDING:
        for row in tables.get(name, ()):
            yield name, row
    for row in tables.get("location", ()):
        yield "location", row


def _unpack(row: SourceObject, findings: Findings) -> None:
    """Numbers are numbers in JSON, and our own columns hold JSON."""
    for name in NUMBERS & row.keys() - {"extension"}:
        number = read_number(row[name])
        if number is not None:
            row[name] = as_number(number)
    for name in ("x_dalil", "x_extra"):
        if isinstance(row.get(name), str):
            value = read_json_cell(str(row.pop(name)))
            if not isinstance(value, dict):
                findings.add(row, name, "This is no JSON object.", Done.LEFT_OUT)
            elif name == "x_dalil":
                row[name] = value
            else:
                row.update({key: each for key, each in value.items() if key not in row})


def _link(
    name: str, row: SourceObject, by_id: Mapping[str, dict[str, SourceObject]], findings: Findings
) -> None:
    """Rows this one names stand inside it."""
    for column, (table, field, owner) in LINKS.items():
        if owner != name or column not in row:
            continue
        named = by_id.get(table, {}).get(str(row[column]))
        if named is not None:
            row[field] = named
        else:
            findings.add(row, column, "It names a row that is not in the package.", Done.KEPT)


def _hang(name: str, row: SourceObject, by_id: Mapping[str, dict[str, SourceObject]]) -> bool:
    """Put the row into the lists of all rows it hangs on; False where there is none."""
    found = False
    for column, (table, list_name) in TABLES[name].parents.items():
        parent = by_id.get(table, {}).get(str(row.get(column, "")))
        if parent is not None:
            parent.setdefault(list_name, []).append(row)
            found = True
    if name in ANYWHERE:
        list_name, entity, link = ANYWHERE[name]
        tables = [str(row.get(entity, ""))] if row.get(entity) in by_id else list(by_id)
        for table in tables:
            parent = by_id[table].get(str(row.get(link, "")))
            if parent is not None and parent is not row:
                parent.setdefault(list_name, []).append(row)
                return True
    return found


def _translate(
    tables: Tables, by_id: Mapping[str, dict[str, SourceObject]], findings: Findings
) -> None:
    """The rows of our `translations.csv` as `x_dalil` has them in JSON."""
    for row in tables.get("translation", ()):
        named = by_id.get(str(row.get("link_entity")), {}).get(str(row.get("link_id")))
        field, locale, text = (str(row.get(each, "")) for each in ("field", "language", "text"))
        if named is None or not field or not locale:
            findings.add(row, "", "It translates nothing in the package.", Done.LEFT_OUT)
            continue
        marked: dict[str, Any] = named.setdefault("x_dalil", {})
        if row.get("status") in ("machine", "reviewed"):
            statuses = marked.setdefault("translation_status", {})
            statuses.setdefault(locale, {})[field] = row["status"]
        if row.get("source_hash"):
            hashes = marked.setdefault("source_hashes", {})
            hashes.setdefault(locale, {})[field] = str(row["source_hash"])
        if text:
            marked.setdefault("translations", {}).setdefault(locale, {})[field] = text
