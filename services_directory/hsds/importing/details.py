"""What hangs on an object of a feed: phones, hours, documents … and where the object is from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from services_directory.files.findings import Done, SourceObject
from services_directory.files.repair import EVERY_DAY
from services_directory.hsds.importing.fields import read_fields
from services_directory.hsds.importing.reading import Reading, mark_of
from services_directory.hsds.taxonomies import NEED, fact_id
from services_directory.records import records as objects
from services_directory.records.field_names import FIELDS, lists_of
from services_directory.records.schema import LONGEST, lists_in
from services_directory.values.entries import ClosureKind, LocalText
from services_directory.values.facts import FACTS
from services_directory.values.time_zones import is_zone
from services_directory.values.weekly_rules import is_doubtful

_LONGEST_ID = 96
_LONGEST_SOURCE = 64

_FACT_OF = {fact_id(kind, code): (kind, code) for kind, codes in FACTS.items() for code in codes}


class Terms(Protocol):
    """Who reads a feed, and keeps the terms attributes name."""

    reading: Reading

    def term(self, told: SourceObject) -> objects.TermRecord | None: ...


def read_sourced(kind: str, told: SourceObject, reading: Reading) -> dict[str, Any] | None:
    """Where an object is from, and its id; None for one without an id."""
    marked = mark_of(told)
    given = told.get("id")
    source = reading.source
    source_id = str(given).strip() if isinstance(given, str | int) else ""
    if source is None:
        source = str(marked.get("source") or "")
        source_id = str(marked.get("source_id") or "")
    if not source or not source_id or max(len(source_id), len(source)) > _LONGEST_ID:
        return None
    language = marked.get("source_language", "")
    if reading.source is not None:
        language = language or marked.get("language") or reading.language
    return {
        "id": uuid_of(told) or objects.object_id(source, kind, source_id),
        "source": source[:_LONGEST_SOURCE],
        "source_id": source_id,
        "source_language": str(language)[:16],
    }


def uuid_of(told: SourceObject) -> str:
    """The id of a detail where it is a UUID; "" lets keeping it derive one."""
    try:
        return str(UUID(str(told.get("id", ""))))
    except ValueError:
        return ""


def read_details(record: type[objects.Record], told: SourceObject, terms: Terms) -> dict[str, Any]:
    """The lists of an object by our names; a row that cannot be used is refused by itself."""
    values: dict[str, Any] = {}
    lists = lists_in(record)
    for name, ours in lists_of(record).items():
        held = lists[ours]
        if held is objects.SiteRecord:
            continue
        # Hours of ours that closures were cut out of stand beside them as they are kept.
        given = mark_of(told).get(f"usual_{name}", told.get(name))
        rows = (
            [each for each in given if isinstance(each, SourceObject)]
            if isinstance(given, list)
            else []
        )
        values[ours] = tuple(
            detail for row in rows if (detail := _detail(held, row, terms)) is not None
        )
    if "closures" in lists:
        values["closures"] = tuple(_closures(told, terms.reading))
    if "addresses" in values:
        values["addresses"] += tuple(_unfit_addresses(told))
    return values


def _detail(record: type[objects.Record], told: SourceObject, terms: Terms) -> Any:
    if record is objects.AttributeRecord:
        return _attribute(told, terms)
    values = read_fields(record, told, terms.reading, known=("timezone",))
    values |= read_details(record, told, terms)
    if record is objects.PhoneRecord and not values.get("number"):
        terms.reading.findings.add(told, "number", "It has no number.", Done.REFUSED)
        return None
    finish = _FINISH.get(record)
    made = record(id=uuid_of(told), **values)
    return finish(made, told, terms.reading) if finish else made


def _schedule(record: objects.ScheduleRecord, told: SourceObject, reading: Reading) -> Any:
    marked = mark_of(told)
    zone = marked.get("timezone")
    changes: dict[str, Any] = {"osm": str(marked.get("osm") or "")}
    if zone and not is_zone(str(zone)):
        reading.findings.add(told, "timezone", "Nobody knows this time zone.", Done.LEFT_OUT)
    elif zone:
        # Our own times, told with the offset of a day: they are those of the wall.
        changes["timezone"] = "" if zone == reading.programme.timezone else str(zone)
        changes |= {name: getattr(record, name)[:5] for name in ("opens_at", "closes_at")}
    elif "timezone" in told:
        changes["extra"] = {**record.extra, "timezone": told["timezone"]}
    if str(told.get("freq", "")).upper() == "DAILY" and not record.byday:
        changes |= {"freq": "WEEKLY", "byday": EVERY_DAY}
    if is_doubtful(record.opens_at[:5], record.closes_at[:5]):
        # "10:00" to "4:00" of a feed that counts to twelve: nobody is sent to a door at night.
        problem = "It closes before it opens: write both times by 24 hours."
        reading.findings.add(told, "closes_at", problem, Done.KEPT)
        kept = {name: told[name] for name in ("opens_at", "closes_at")}
        changes |= {"opens_at": "", "closes_at": "", "extra": {**record.extra, **kept}}
    return replace(record, **changes)


def _area(record: objects.AreaRecord, told: SourceObject, reading: Reading) -> Any:
    region = mark_of(told).get("region")
    known = {each.code for each in reading.programme.regions}
    return replace(record, region=region if region in known else None)


def _contact(record: objects.ContactRecord, told: SourceObject, reading: Reading) -> Any:
    """Nobody who was named by others is told of, until somebody here says so."""
    return replace(record, is_public=reading.source is None and not mark_of(told).get("private"))


_FINISH: dict[type[objects.Record], Callable[[Any, SourceObject, Reading], Any]] = {
    objects.ScheduleRecord: _schedule,
    objects.AreaRecord: _area,
    objects.ContactRecord: _contact,
}


def _attribute(told: SourceObject, terms: Terms) -> objects.AttributeRecord:
    known = ("taxonomy_term", "link_entity")
    values = read_fields(objects.AttributeRecord, told, terms.reading, known=known)
    entity = told.get("link_entity")
    if entity:
        values["extra"]["link_entity"] = entity
    held = told.get("taxonomy_term")
    term_id = str(
        told.get("taxonomy_term_id")
        or (held.get("id", "") if isinstance(held, SourceObject) else "")
    ).lower()
    needs = terms.reading.need_ids
    if "taxonomy_term_id" in mark_of(told).get("made_fields", ()):
        pass
    elif term_id in needs:
        values |= {"link_type": NEED, "value": needs[term_id]}
    elif term_id in _FACT_OF:
        values |= dict(zip(("link_type", "value"), _FACT_OF[term_id], strict=True))
    elif isinstance(held, SourceObject):
        term = terms.term(held)
        values["term"] = term.id if term else ""
    elif term_id:
        values["term"] = terms.reading.id_of("term", told, term_id)
    return objects.AttributeRecord(id=uuid_of(told), **values)


def _closures(told: SourceObject, reading: Reading) -> list[objects.ClosureRecord]:
    given = mark_of(told).get("closures", ())
    closures: list[objects.ClosureRecord] = []
    for each in given:
        try:
            days = [date.fromisoformat(each[name]) for name in ("starts_on", "ends_on")]
        except (KeyError, TypeError, ValueError):
            reading.findings.add(told, "closures", "A closure has no two days.", Done.LEFT_OUT)
            continue
        said = each.get("notes") or {reading.language: each.get("note", "")}
        words = {str(locale)[:16]: str(text) for locale, text in _pairs(said)}
        kind = str(each.get("kind", ""))
        closures.append(
            objects.ClosureRecord(
                starts_on=days[0],
                ends_on=days[1],
                kind=kind if kind in set(ClosureKind) else "",
                opens_at=str(each.get("opens_at", ""))[:5],
                closes_at=str(each.get("closes_at", ""))[:5],
                note=LocalText.of(words),
                extra=dict(_pairs(each.get("extra"))),
            )
        )
    return closures


def _unfit_addresses(told: SourceObject) -> list[objects.AddressRecord]:
    """Addresses without a street, as we tell them to a copy of ours."""
    given = mark_of(told).get("unfit_addresses", ())
    longest = LONGEST[objects.AddressRecord]
    addresses: list[objects.AddressRecord] = []
    for each in given:
        if isinstance(each, SourceObject):
            values: dict[str, Any] = {
                name: str(each[name])[: longest[name]]
                for name in FIELDS[objects.AddressRecord]
                if name in each and name != "address_1"
            }
            addresses.append(objects.AddressRecord(id=uuid_of(each), **values))
    return addresses


def _pairs(value: Any) -> Iterable[tuple[Any, Any]]:
    return value.items() if isinstance(value, dict) else ()
