"""What does one object of a feed say, in our fields? Repaired where it can be, and reported."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import NoneType
from typing import Any, TypeVar, get_args, get_type_hints
from uuid import UUID

from services_directory.files.findings import Done, Findings, SourceObject
from services_directory.files.repair import (
    read_clock,
    read_day,
    read_number,
    read_phone_number,
    read_web_address,
    tidy,
)
from services_directory.records.field_names import FIELDS, URIS, all_words_of, lists_of, words_of
from services_directory.records.records import Record, Wording, object_id
from services_directory.records.schema import LONGEST
from services_directory.values.entries import LocalText, Programme

_R = TypeVar("_R", bound=Record)

_LINKS = frozenset(
    (
        *("service_id", "location_id", "organization_id", "contact_id", "phone_id"),
        *("service_at_location_id", "taxonomy_term_id", "taxonomy_id", "program_id", "unit_id"),
        *("link_id", "resource_id", "x_dalil", "id"),
    )
)
"""Fields that only say where an object belongs: it stands there, or names it."""

_MARKS: dict[str, type] = {
    **dict.fromkeys(
        ("translations", "translation_status", "source_hashes", "unfit", "field_languages"), dict
    ),
    **dict.fromkeys(("made_fields", "closures", "unfit_addresses", "usual_schedules"), list),
}
"""What `x_dalil` holds that is neither text nor yes or no."""

_LONGEST_LOCALE = 16

_HASH = re.compile(r"[0-9a-f]{32}")

_LARGEST = 2**31 - 1


@dataclass(slots=True)
class Reading:
    """One import as it is read. `source` None: each object says itself where it comes from.

    `language`: that of words nobody says the language of. `needs`: our categories by the code or
    the name of a term of theirs.
    """

    programme: Programme
    source: str | None
    language: str
    findings: Findings = field(default_factory=Findings)
    needs: Mapping[str, str] = field(default_factory=dict)

    def id_of(self, kind: str, told: SourceObject, given: Any = None) -> str:
        """The UUID of an object, its own or made of what its source calls it; "" for no id."""
        raw = str(told.get("id", "") if given is None else given).strip()
        try:
            return str(UUID(raw))
        except ValueError:
            return object_id(self.source or "", kind, raw) if raw else ""


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
    values |= _words(record, told, marked, reading)
    values["extra"] = {
        name: as_plain(value)
        for name, value in told.items()
        if name not in _LINKS and name not in FIELDS[record] and name not in lists_of(record)
        if name not in known
    }
    _shorten(record, values, told, reading)
    return values


def mark_of(told: SourceObject) -> Mapping[str, Any]:
    """Its `x_dalil`, as far as it is one; empty for an object that has none."""
    marked = told.get("x_dalil")
    if not isinstance(marked, dict):
        return {}
    return {
        name: value
        for name, value in marked.items()
        if isinstance(value, _MARKS.get(name, str | bool))
    }


def as_plain(value: Any) -> Any:
    """The value as JSON has it."""
    if isinstance(value, dict):
        return {name: as_plain(each) for name, each in value.items()}
    return [as_plain(each) for each in value] if isinstance(value, list) else value


def _words(
    record: type[Record], told: SourceObject, marked: Mapping[str, Any], reading: Reading
) -> dict[str, Any]:
    names, standard = all_words_of(record), words_of(record)
    language = str(marked.get("language") or reading.language)[:_LONGEST_LOCALE]
    others = marked.get("field_languages", {})
    made = marked.get("made_fields", ())
    said: dict[str, dict[str, str]] = {}
    for name in names:
        text = told.get(name) if name in standard else marked.get(name)
        ours = marked.get(f"made_{name}")
        if ours and isinstance(text, str):
            # A sentence of ours about closures: they are told by themselves.
            text = text.removesuffix(str(ours)).rstrip()
        if text is not None and name not in made:
            words = _text(text, name, told, reading)
            if words:
                said.setdefault(name, {})[str(others.get(name, language))] = words
    translations = marked.get("translations", {})
    for locale, texts in translations.items():
        for name, words in texts.items() if isinstance(texts, dict) else ():
            if name in names and isinstance(words, str) and tidy(words):
                said.setdefault(name, {})[str(locale)[:_LONGEST_LOCALE]] = tidy(words)
    order = {locale: n for n, locale in enumerate(reading.programme.languages)}
    values: dict[str, Any] = {
        names[name]: LocalText(
            tuple(sorted(texts.items(), key=lambda each: (order.get(each[0], 99), each[0])))
        )
        for name, texts in said.items()
    }
    values["wordings"] = _wordings(names, marked)
    return values


def _wordings(names: Mapping[str, str], marked: Mapping[str, Any]) -> dict[str, Wording]:
    """Who made the words, and from which, as far as a feed says so."""
    statuses = _told_by_locale(marked.get("translation_status", {}))
    hashes = _told_by_locale(marked.get("source_hashes", {}))
    known: dict[str, Wording] = {}
    for name, locale in {**statuses, **hashes}:
        status = statuses.get((name, locale), "")
        made_from = hashes.get((name, locale), "")
        is_told = status in ("machine", "reviewed") or _HASH.fullmatch(made_from)
        if name in names and is_told:
            status = status if status in ("machine", "reviewed") else "human"
            made_from = made_from if _HASH.fullmatch(made_from) else ""
            known[f"{names[name]}.{locale}"] = Wording(status, source_hash=made_from)
    return known


def _told_by_locale(told: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    """By field and language what is told by language and field."""
    return {
        (name, locale): value
        for locale, fields in told.items()
        for name, value in (fields.items() if isinstance(fields, dict) else ())
        if isinstance(value, str)
    }


def _text(value: Any, name: str, told: SourceObject, reading: Reading) -> str:
    if not isinstance(value, str):
        if isinstance(value, bool | dict | list):
            reading.findings.add(told, name, "This is no text.", Done.LEFT_OUT)
            return ""
        value = str(value)
    words = tidy(value)
    if words != value and not told.from_csv:
        reading.findings.add(told, name, "It had stray blanks or line ends.", Done.REPAIRED)
    return words


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
    written = _text(value, name, told, reading)
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
