"""What does one object of a feed say, in our fields? Repaired where it can be, and reported."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import NoneType
from typing import Any, TypeVar, get_args, get_type_hints

from services_directory.files.findings import Done, SourceObject
from services_directory.files.repair import (
    read_clock,
    read_day,
    read_number,
    read_phone_number,
    read_web_address,
)
from services_directory.hsds.importing.reading import Reading, mark_of
from services_directory.hsds.importing.words import read_text, read_words
from services_directory.records.field_names import (
    ENTITIES,
    FIELDS,
    lists_of,
    words_of,
)
from services_directory.records.records import Record
from services_directory.records.schema import LONGEST
from services_directory.records.standard import TABLES, URIS

_R = TypeVar("_R", bound=Record)

_LINKS = frozenset(
    (
        *("service_id", "location_id", "organization_id", "contact_id", "phone_id"),
        *("service_at_location_id", "taxonomy_term_id", "taxonomy_id", "program_id", "unit_id"),
        *("link_id", "resource_id", "x_dalil", "id"),
    )
)
"""Fields that only say where an object belongs: it stands there, or names it."""

_LARGEST = 2**31 - 1

PASSED_THROUGH = frozenset(
    (
        *("program", "programs", "funding", "organization_identifiers", "metadata", "capacities"),
        *("additional_urls", "additional_websites", "attributes", "services", "locations"),
        *("taxonomy_detail", "taxonomy", "accreditations", "licenses", "wait_time", "fees"),
        *("service_areas", "service_at_locations", "organization", "location", "service"),
        *("eligibility_type", "priority", "distance"),
    )
)
"""What the standard nests in objects, or had once, and what no record has a field for."""


def read_fields(
    record: type[_R], told: SourceObject, reading: Reading, *, known: tuple[str, ...] = ()
) -> dict[str, Any]:
    """The fields of a record, by our names; what it has no field for in `extra`.

    `known`: names of HSDS that the caller reads by itself.
    """
    marked = mark_of(told)
    made = marked.get("made_fields", ())
    unfit = marked.get("unfit", {})
    values: dict[str, Any] = {}
    words = words_of(record)
    for name, ours in FIELDS[record].items():
        if name in words or name in made:
            continue
        value = unfit.get(name, told.get(name))
        if value is not None:
            read = _plain(record, name, ours, value, told, reading, mended=name in unfit)
            if read is not None:
                values[ours] = read
    values |= read_words(record, told, marked, reading)
    values["extra"] = {
        name: as_plain(value)
        for name, value in told.items()
        if name not in _LINKS and name not in FIELDS[record] and name not in lists_of(record)
        if name not in known
    }
    _tell_unknown(record, values["extra"], told, reading)
    _shorten(record, values, told, reading)
    return values


def _tell_unknown(
    record: type[Record], extra: Mapping[str, Any], told: SourceObject, reading: Reading
) -> None:
    """Each name that the standard has not is told once: it may be a misspelt one."""
    table = ENTITIES.get(record, "")
    if table not in TABLES or reading.source is None:
        return
    for name in extra.keys() - {*TABLES[table].columns, *PASSED_THROUGH}:
        if (table, name) not in reading.unknown:
            reading.unknown.add((table, name))
            problem = "HSDS has no field of this name here: it is kept, and nobody reads it."
            reading.findings.add(told, name, problem, Done.KEPT)


def as_plain(value: Any) -> Any:
    """The value as JSON has it."""
    if isinstance(value, dict):
        return {name: as_plain(each) for name, each in value.items()}
    return [as_plain(each) for each in value] if isinstance(value, list) else value


def _kind_of(record: type[Record], ours: str) -> type:
    """The type of a field that is no text of several languages."""
    if record not in _KINDS:
        _KINDS[record] = _kinds(get_type_hints(record))
    return _KINDS[record][ours]


_KINDS: dict[type[Record], dict[str, type]] = {}


def _kinds(hints: Mapping[str, Any]) -> dict[str, type]:
    return {
        name: next((each for each in get_args(hint) if each is not NoneType), hint)
        for name, hint in hints.items()
        if isinstance(hint, type) or NoneType in get_args(hint)
    }


def _plain(
    record: type[Record],
    name: str,
    ours: str,
    value: Any,
    told: SourceObject,
    reading: Reading,
    *,
    mended: bool,
) -> Any:
    """A value of one of our columns; None where it cannot be read, which is reported."""
    kind = _kind_of(record, ours)
    if kind in (int, float):
        number = read_number(value)
        if number is None or (kind is int and (number != int(number) or abs(number) > _LARGEST)):
            reading.findings.add(told, name, "This is no number.", Done.LEFT_OUT)
            return None
        return kind(number)
    if kind is date:
        day = read_day(str(value))
        if day is None:
            reading.findings.add(told, name, "This is no day such as 2025-03-21.", Done.LEFT_OUT)
        return day
    if name == "extension" and isinstance(value, float) and value.is_integer():
        value = int(value)
    written = read_text(value, name, told, reading)
    reader = None if mended or not written else _READERS.get(name)
    if reader is None:
        return written
    read = reader(written)
    if read is None:
        reading.findings.add(told, name, _UNREADABLE.get(name, "It is unusual."), Done.KEPT)
        return written
    if read != written:
        reading.findings.add(told, name, "It was written in another way.", Done.REPAIRED)
    return read


def _frequency(written: str) -> str | None:
    return written.upper() if written.upper() in ("WEEKLY", "MONTHLY") else None


def _mail(written: str) -> str | None:
    return written if "@" in written.strip("@") and " " not in written else None


def _day(written: str) -> str | None:
    if len(written) >= len("2025-03-21") and written[4:5] == "-":
        return written if read_day(written) else None
    day = read_day(written)
    return day.isoformat() if day else None


_READERS: dict[str, Callable[[str], str | None]] = {
    **dict.fromkeys(URIS, read_web_address),
    **dict.fromkeys(("opens_at", "closes_at"), read_clock),
    **dict.fromkeys(("valid_from", "valid_to", "dtstart", "until"), _day),
    "number": read_phone_number,
    "freq": _frequency,
    "wkst": str.upper,
    "email": _mail,
}
del _READERS["uri"]

_UNREADABLE = {
    "opens_at": "This is no time such as 08:30: it is told in words, never as an open door.",
    "closes_at": "This is no time such as 17:00: it is told in words, never as an open door.",
    "freq": "HSDS has WEEKLY and MONTHLY: it is told in words, never as an open door.",
    "email": "This is no e-mail address: staff will be asked to mend it.",
    **dict.fromkeys(URIS, "This is no address of the web: staff will be asked to mend it."),
}


def _shorten(
    record: type[Record], values: dict[str, Any], told: SourceObject, reading: Reading
) -> None:
    """What is longer than we keep is kept apart: the rest of it is taken."""
    limits = LONGEST.get(record, {})
    names = {ours: name for name, ours in FIELDS[record].items()}
    for ours, value in [*values.items()]:
        longest = limits.get(ours)
        if isinstance(value, str) and longest and len(value) > longest:
            name = names.get(ours, ours)
            problem = f"It is longer than {longest} letters."
            reading.findings.add(told, name, problem, Done.LEFT_OUT)
            values["extra"][name] = values.pop(ours)
