"""Which rows of which tables say what a tree of HSDS objects says?

The same object may stand in several places of a tree; it is one row, which names them all. Where
that cannot be, it is told again under an id of its own.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from services_directory.hsds.exporting.json_objects import mark
from services_directory.hsds.exporting.translations import Json
from services_directory.hsds.taxonomies import fact_id, fact_taxonomy_id
from services_directory.records.records import detail_id
from services_directory.records.standard import (
    ANYWHERE,
    DAYS,
    LINKS,
    MOMENTS,
    NUMBERS,
    TABLES,
    TIMES,
)

_STANDING = {
    *("organization", "service", "location", "service_at_location"),
    *("program", "unit", "taxonomy", "taxonomy_term"),
}
"""Tables of objects that are the same ones wherever they stand."""

_NOT_KNOWN = "-"
"""In a column that must be filled, and is named as made: a country without postcodes, say."""

_LISTS = {
    (parent, list_name): (name, column)
    for name, table in TABLES.items()
    for column, (parent, list_name) in table.parents.items()
}
"""By a table and a list of its objects: the table of what is in the list, and its column."""

_INSIDE = {(owner, name): (table, column) for column, (table, name, owner) in LINKS.items()}
_INSIDE["service", "organization"] = ("organization", "organization_id")

_HUNG = {list_name: (name, *columns) for name, (list_name, *columns) in ANYWHERE.items()}


@dataclass(slots=True)
class Flat:
    """Rows by table and id, in the order they were met; `translations` one for each text."""

    rows: dict[str, dict[str, Json]] = field(default_factory=dict)
    translations: list[Json] = field(default_factory=list)

    def add(self, table: str, told: Json, **links: str) -> str:
        """Add an object and all that stands in it; its id. `links`: columns that say where."""
        own = str(told["id"])
        row, left = self._own(table, told)
        row |= links
        own = self._place(table, own, row, left)
        for name, value in [*left.items()]:
            if self._hang(table, own, name, value):
                left.pop(name)
        self._finish(row, left)
        return own

    def _own(self, table: str, told: Json) -> tuple[Json, Json]:
        """The columns of an object, and all else that it has."""
        columns = TABLES[table].columns
        row = {name: told[name] for name in columns if name in told}
        left = {name: value for name, value in told.items() if name not in row and name != "id"}
        for name, value in [*row.items()]:
            fits = _FITTING.get(name, _text)(value)
            if fits is None:
                left[name] = row.pop(name)
            else:
                row[name] = fits
        for name in TABLES[table].required:
            if row.get(name) == "":
                row[name] = _NOT_KNOWN
        inner_ones = [(name, _INSIDE[table, name]) for name in told if (table, name) in _INSIDE]
        for name, (inner, column) in inner_ones:
            inside = left[name]
            if inner == "program":
                inside = {"organization_id": told["organization"]["id"], **inside}
            if TABLES[inner].required <= inside.keys():
                row[column] = self.add(inner, inside)
                del left[name]
        if table == "attribute" and not row.get("taxonomy_term_id"):
            self._make_term(row, left)
        return row, left

    def _place(self, table: str, own: str, row: Json, left: Json) -> str:
        """Put the row among its like, or into the row that says the same; its id."""
        rows = self.rows.setdefault(table, {})
        known = rows.get(own)
        if known is not None and table not in _STANDING:
            same = (known.get(name, value) == value for name, value in row.items())
            if not all(same):
                own = detail_id(own, f"{table} of {sorted(map(str, row.values()))}", 0)
                known = rows.get(own)
        if known is None:
            rows[own] = row
            self._tell_translations(table, own, left)
        else:
            known |= {name: value for name, value in row.items() if name not in known}
            left.pop("x_dalil", None)
        rows[own]["id"] = own
        return own

    def _hang(self, table: str, own: str, name: str, value: Any) -> bool:
        """Rows of what hangs on an object; False for a field that is no such list."""
        if not isinstance(value, list):
            return False
        if name in _HUNG:
            held, entity, link = _HUNG[name]
            links = {entity: table, link: own}
        elif (table, name) in _LISTS:
            held, column = _LISTS[table, name]
            links = {column: own}
        else:
            return False
        required = TABLES[held].required
        if any(not (required <= {*each, *links, *_MADE, "id"}) for each in value):
            return False
        for each in value:
            self.add(held, {**each, **links}, **links)
        return True

    def _make_term(self, row: Json, left: Json) -> None:
        """A row of attributes must name a term; where there is none, one is made and marked."""
        code = f"{row.get('link_type', '')}:{row.get('value', '')}"
        term = fact_id(row.get("link_type", ""), row.get("value", ""))
        made = {"id": term, "code": code, "name": code, "description": code}
        self.add(
            "taxonomy_term", {**made, "x_dalil": {"made": True}}, taxonomy_id=fact_taxonomy_id()
        )
        row["taxonomy_term_id"] = term
        mark(left, "made_fields", "taxonomy_term_id")

    def _tell_translations(self, table: str, own: str, left: Json) -> None:
        marked = dict(left.get("x_dalil", {}))
        texts, statuses = marked.pop("translations", {}), marked.pop("translation_status", {})
        hashes = marked.pop("source_hashes", {})
        for locale in sorted({*texts, *statuses, *hashes}):
            said, status = texts.get(locale, {}), statuses.get(locale, {})
            made_from = hashes.get(locale, {})
            for name in dict.fromkeys((*said, *status, *made_from)):
                row = {
                    "id": detail_id(own, f"{name}.{locale}", 0),
                    "link_entity": table,
                    "link_id": own,
                    "field": name,
                    "language": locale,
                    "text": said.get(name, ""),
                    "status": status.get(name, "human"),
                    "source_hash": made_from.get(name, ""),
                }
                self.translations.append(row)
        left["x_dalil"] = marked

    def _finish(self, row: Json, left: Json) -> None:
        marked = left.pop("x_dalil", None)
        if marked:
            row["x_dalil"] = _json(marked)
        if left:
            row.setdefault("x_extra", _json(left))

    def without_dangling(self) -> Flat:
        """Links to rows that are not told are taken out of their columns."""
        for name, rows in self.rows.items():
            for row in rows.values():
                for column, table in foreign_keys(name).items():
                    if column in row and row[column] not in self.rows.get(table, {}):
                        kept = json.loads(row.get("x_extra", "{}"))
                        row["x_extra"] = _json({**kept, column: row.pop(column)})
        return self


_MADE = {"taxonomy_term_id", "link_entity", "link_id", "unit_id", "organization_id"}
"""Required columns that are filled here."""


def foreign_keys(table: str) -> dict[str, str]:
    """The columns of a table that name a row, and the table that row is in."""
    keys = {column: parent for column, (parent, _list) in TABLES[table].parents.items()}
    keys |= {column: inner for (owner, _n), (inner, column) in _INSIDE.items() if owner == table}
    return keys


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _text(value: Any) -> Any:
    return None if isinstance(value, list | dict | bool) else value


def _number(value: Any) -> Any:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _day(value: Any) -> str | None:
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        return None


def _clock(value: Any) -> str | None:
    """With seconds, as the tables of the standard want it."""
    text = str(value)
    text = f"{text[:5]}:00{text[5:]}" if text[5:6] != ":" else text
    try:
        time.fromisoformat(text)
    except ValueError:
        return None
    return text


def _moment(value: Any) -> str | None:
    try:
        datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return str(value)


_FITTING: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(NUMBERS, _number),
    **dict.fromkeys(DAYS, _day),
    **dict.fromkeys(TIMES, _clock),
    **dict.fromkeys(MOMENTS, _moment),
}
