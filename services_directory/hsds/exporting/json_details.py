"""What hangs on a service, a location or an organisation, in HSDS's JSON?"""

from __future__ import annotations

from collections.abc import Iterable

from services_directory.hsds.exporting.json_objects import mark, mark_all, object_json
from services_directory.hsds.exporting.translations import Json, Telling
from services_directory.hsds.exporting.values import as_clock, is_local, offset_hours
from services_directory.hsds.taxonomies import attributes_of, with_term
from services_directory.records import records as objects
from services_directory.records.field_names import ENTITIES, lists_of

_LISTED_APART = {"service_at_locations", "attributes", "contacts", "addresses"}


def taxonomy_json(record: objects.TaxonomyRecord, telling: Telling) -> Json:
    """A taxonomy; what it lacks that HSDS requires is made from its name."""
    told = object_json(record, record.source_language, telling)
    _describe(told, record.source_id)
    return told


def term_json(record: objects.TermRecord, telling: Telling) -> Json:
    """A term of a taxonomy, with the taxonomy in it."""
    told = object_json(record, record.source_language, telling)
    _describe(told, record.code or record.source_id)
    taxonomy = telling.vocabulary.taxonomies.get(record.taxonomy)
    if taxonomy:
        detail = taxonomy_json(taxonomy, telling)
        told["taxonomy_id"] = taxonomy.id
        told["taxonomy_detail"] = detail
    if record.parent:
        told["parent_id"] = record.parent
    language = telling.say(record.name, record.source_language)[0]
    if language:
        told.setdefault("language", language)
    return told


def _describe(told: Json, name: str) -> None:
    for field, words in (("name", name), ("description", told.get("name") or name)):
        if not told.get(field):
            told[field] = words
            mark(told, "made_fields", field)


def lists_json(record: objects.Record, source_language: str, telling: Telling) -> Json:
    """What hangs on an object, list by list."""
    told: Json = {}
    for name, ours in lists_of(type(record)).items():
        if name not in _LISTED_APART:
            told[name] = [
                detail_json(each, source_language, telling) for each in getattr(record, ours)
            ]
    told["contacts"] = [
        detail_json(each, source_language, telling)
        for each in getattr(record, "contacts", ())
        if each.is_public or telling.everything
    ]
    told["attributes"] = [
        _attribute(each, ENTITIES[type(record)], telling) for each in _marks(record, telling)
    ]
    return {name: value for name, value in told.items() if value}


def _marks(record: objects.Record, telling: Telling) -> Iterable[objects.AttributeRecord]:
    if isinstance(record, objects.ServiceRecord):
        return attributes_of(record, telling.programme)
    return map(with_term, getattr(record, "attributes", ()))


def detail_json(record: objects.Record, source_language: str, telling: Telling) -> Json:
    """A phone, a schedule … with what hangs on it."""
    told = object_json(record, source_language, telling)
    if isinstance(record, objects.ScheduleRecord):
        _finish_schedule(told, record, telling)
    if isinstance(record, objects.AreaRecord):
        _finish_area(told, record, telling)
    return told | lists_json(record, source_language, telling)


def _finish_schedule(told: Json, record: objects.ScheduleRecord, telling: Telling) -> None:
    """Our own times with their offset; a rule that only OpenStreetMap's words can say, in them."""
    timezone = record.timezone or telling.programme.timezone
    clocks = {"opens_at": record.opens_at, "closes_at": record.closes_at}
    if any(map(is_local, clocks.values())) and "timezone" not in record.extra:
        told |= {
            name: as_clock(written, timezone, telling.day)
            for name, written in clocks.items()
            if written
        }
        told["timezone"] = offset_hours(timezone, telling.day)
        mark_all(told, {"timezone": timezone})
    if record.osm and not told.get("description"):
        told["description"] = record.osm
        mark(told, "made_fields", "description")


def _finish_area(told: Json, record: objects.AreaRecord, telling: Telling) -> None:
    regions = telling.programme.regions
    region = next((each for each in regions if each.code == record.region), None)
    if region and not told.get("name"):
        told["name"] = telling.say(region.name)[1] or region.code
        mark(told, "made_fields", "name")


def _attribute(record: objects.AttributeRecord, entity: str, telling: Telling) -> Json:
    told = object_json(record, "", telling)
    told.setdefault("link_entity", entity)
    term = telling.vocabulary.terms.get(record.term)
    if term:
        told["taxonomy_term_id"] = term.id
        told["taxonomy_term"] = term_json(term, telling)
    return told
