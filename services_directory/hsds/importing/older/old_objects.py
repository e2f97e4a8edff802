"""What are the keys of Open Referral UK 1 and of HSDS 1.x called today, in objects of JSON?

Names are from the application profile of the Local Government Association; its lists are the tables
of HSDS 2 with an s behind them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from services_directory.files.findings import Done, Findings, SourceObject
from services_directory.files.repair import read_weekday
from services_directory.hsds.importing.older.old_tables import add_eligibility, closure_of

_LISTS = {
    "physical_addresses": "addresses",
    "postal_addresses": "addresses",
    "regular_schedules": "schedules",
    "regular_schedule": "schedules",
    "accessibility_for_disabilities": "accessibility",
    "accessibility_for_disabilitys": "accessibility",
    "fundings": "funding",
    "service_taxonomys": "attributes",
    "service_taxonomies": "attributes",
    "link_taxonomies": "attributes",
    "link_taxonomys": "attributes",
}
"""Lists by their old names, and what they are called today."""

_HOLIDAYS = ("holiday_schedules", "holiday_schedule", "holidayScheduleCollection")
_ELIGIBILITIES = ("eligibilitys", "eligibilities", "eligibility")
_OLD = {*_LISTS, *_HOLIDAYS, *_ELIGIBILITIES}
_OLD |= {"reviews", "service_area", "language", "organization", "fees"}
_OF_A_LANGUAGE = {"id", "language", "service_id", "linkId"}
_REVIEWS = "What others thought of a service is not taken."


def modernise_object(told: SourceObject, findings: Findings) -> None:
    """Rewrite an object and all in it as HSDS 3.2 has them; one of today stays as it is."""
    for held in list(_held(told)):
        modernise_object(held, findings)
    if _OLD.isdisjoint(told):
        return
    for name in _ELIGIBILITIES:
        rows = _rows(told, name)
        if rows:
            add_eligibility(told, rows)
        for each in rows:
            # A term of who may come, such as "Female", is one of the service now.
            for term in _rows(each, "attributes"):
                _put(told, "attributes", term)
    for name in _HOLIDAYS:
        for each in _rows(told, name):
            closure = closure_of(each, findings)
            if closure:
                _put(told.setdefault("x_dalil", {}), "closures", closure)
    for each in _rows(told, "reviews"):
        findings.add(each, "", _REVIEWS, Done.LEFT_OUT)
    for old, new in _LISTS.items():
        for each in _rows(told, old):
            _REWRITES.get(new, _as_it_is)(each, old)
            _put(told, new, each)
    _rename(told)


def _held(told: SourceObject) -> Iterator[SourceObject]:
    for name, value in told.items():
        if name == "x_dalil":
            continue
        for each in value if isinstance(value, list) else (value,):
            if isinstance(each, SourceObject):
                yield each


def _put(told: Any, name: str, row: Any) -> None:
    """Into a list of the object, unless something else stands there."""
    rows = told.setdefault(name, []) if isinstance(told, dict) else None
    if isinstance(rows, list):
        rows.append(row)


def _rows(told: SourceObject, name: str) -> list[SourceObject]:
    """Takes a list out of the object; what is no list of objects stays where it is."""
    value = told.get(name)
    rows = value if isinstance(value, list) else [value]
    found = [each for each in rows if isinstance(each, SourceObject)]
    if value is None or len(found) < len(rows):
        return []
    del told[name]
    return found


def _as_it_is(_row: SourceObject, _old: str) -> None:
    """Only its list has another name today."""


def _address(row: SourceObject, old: str) -> None:
    row.setdefault("address_type", old.partition("_")[0])


def _schedule(row: SourceObject, _old: str) -> None:
    day = read_weekday(str(row.pop("weekday", "")))
    if day:
        row["byday"] = day
    if "open_at" in row:
        row.setdefault("opens_at", row.pop("open_at"))
    if row.get("byday") and not row.get("freq"):
        row["freq"] = "WEEKLY"


def _accessibility(row: SourceObject, _old: str) -> None:
    if "accessibility" in row:
        row.setdefault("description", row.pop("accessibility"))


def _term(row: SourceObject, _old: str) -> None:
    """A term hangs on what it says something of; its vocabulary is a taxonomy today."""
    term = row.pop("taxonomy", None)
    if not isinstance(term, SourceObject):
        return
    vocabulary = term.pop("vocabulary", None)
    if isinstance(vocabulary, str) and vocabulary.strip():
        detail = SourceObject(term.file, term.where)
        detail |= {"id": vocabulary, "name": vocabulary}
        term["taxonomy_detail"] = detail
    parent = term.pop("parent", None)
    if isinstance(parent, SourceObject) and parent.get("id"):
        term["parent_id"] = parent["id"]
    row["taxonomy_term"] = term


_REWRITES: dict[str, Callable[[SourceObject, str], None]] = {
    "addresses": _address,
    "schedules": _schedule,
    "accessibility": _accessibility,
    "attributes": _term,
}


def _rename(told: SourceObject) -> None:
    """Single keys, each where nothing of today stands: some feeds of today have both."""
    _move(told, "service_area", "name")
    if isinstance(told.get("fees"), str):
        told.setdefault("fees_description", told["fees"])  # 3.0 had it too: it stays
    spoken: Any = told.get("language")
    if isinstance(spoken, str) and "number" in told:
        language = SourceObject(told.file, told.where)
        language |= {"id": f"{told.get('id')}-language", "name": told.pop("language")}
        _put(told, "languages", language)
    elif isinstance(spoken, str) and "id" in told and told.keys() <= _OF_A_LANGUAGE:
        told["code" if len(spoken) <= 3 else "name"] = told.pop("language")
    organisation = told.get("organization")
    if isinstance(organisation, SourceObject):
        _move(organisation, "url", "website")


def _move(told: SourceObject, old: str, new: str) -> None:
    if isinstance(told.get(old), str) and told.get(new) is None:
        told[new] = told.pop(old)
