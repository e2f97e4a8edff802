"""Which records does a feed of HSDS bring? Services, organisations, taxonomies, terms.

An object that cannot be used is refused by itself, with all that hangs on it; the others stay.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from services_directory.files.findings import Done, SourceObject
from services_directory.hsds.exporting.values import number
from services_directory.hsds.importing.details import read_details, read_sourced, uuid_of
from services_directory.hsds.importing.fields import as_plain, read_fields
from services_directory.hsds.importing.local_fields import own_values, with_need
from services_directory.hsds.importing.reading import Reading, mark_of
from services_directory.hsds.taxonomies import COURSES, own_lists
from services_directory.records import records as objects
from services_directory.records.copies import replace
from services_directory.records.drafts import tidy_text

_S = TypeVar("_S", bound=objects.Sourced)


@dataclass(slots=True)
class Brought:
    """What a feed brings, by HSDS id, in its order."""

    services: dict[str, objects.ServiceRecord] = field(default_factory=dict)
    organisations: dict[str, objects.OrganisationRecord] = field(default_factory=dict)
    locations: dict[str, objects.LocationRecord] = field(default_factory=dict)
    taxonomies: dict[str, objects.TaxonomyRecord] = field(default_factory=dict)
    terms: dict[str, objects.TermRecord] = field(default_factory=dict)
    heads: set[str] = field(default_factory=set)
    """Services of which only their own fields were told."""
    refused: set[str] = field(default_factory=set)
    withdrawn: set[str] = field(default_factory=set)
    """Ids, at their source, of services that it took back, whatever else it says of them."""


class Reader:
    """Reads one object of a feed after the other into `brought`."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.brought = Brought()
        self._weights: dict[str, int] = {}
        self._alone: dict[str, SourceObject] = {}
        taxonomies, terms = own_lists(reading.programme)
        self._own_ids = {each.id for each in (*taxonomies, *terms)}

    def read(self, entity: str, told: SourceObject) -> None:
        """Take in one object that stands for itself."""
        held = told.get("service")
        if self._is_of_courses(held if isinstance(held, SourceObject) else told):
            if entity.startswith("service"):
                problem = "A course is planned on the pages of trainers, and not taken in."
                self.reading.findings.add(told, "", problem, Done.LEFT_OUT)
            return
        if entity == "service":
            self.service(told)
        elif entity == "organization":
            organisation = self.organisation(told)
            for each in _objects(told.get("services")) if organisation else ():
                self.service(each, organisation)
        elif entity == "service_at_location":
            self._site_alone(told)
        elif entity == "location":
            self.location(told)
        elif entity == "taxonomy":
            self.taxonomy(told)
        elif entity == "taxonomy_term":
            self.term(told)

    def _is_of_courses(self, told: SourceObject) -> bool:
        """Whether it is a course that we tell ourselves, or stands with one."""
        return self.reading.source is None and mark_of(told).get("source") == COURSES

    def service(
        self, told: SourceObject, organisation: objects.OrganisationRecord | None = None
    ) -> None:
        """A service with all that hangs on it."""
        reading = self.reading
        held = told.get("organization")
        if isinstance(held, SourceObject):
            organisation = self.organisation(held)
        elif told.get("organization_id"):
            named = reading.id_of("organisation", told, told["organization_id"])
            organisation = self.brought.organisations.get(named, organisation)
        so_far = len(reading.findings.all)
        sourced = read_sourced("service", told, reading)
        values = read_fields(objects.ServiceRecord, told, reading, known=("organization",))
        if sourced and _is_withdrawn(told):
            self.brought.withdrawn.add(sourced["source_id"])
        mend = self._mend(told, sourced, bool(values.get("name")), organisation)
        if mend or sourced is None or organisation is None:
            del reading.findings.all[so_far:]
            reading.findings.add(told, "", mend, Done.REFUSED)
            self.brought.refused.add(sourced["source_id"] if sourced else "")
            return
        values |= sourced
        values |= read_details(objects.ServiceRecord, told, self)
        values |= own_values(told, sourced, reading)
        day = values.get("last_checked_on")
        if day and reading.source is not None:
            # The day its own team looked; ours did not, and people are told of ours.
            values["extra"]["assured_date"] = values.pop("last_checked_on").isoformat()
        record = objects.ServiceRecord(
            **values, organisation=organisation, sites=tuple(self._sites(told))
        )
        record = with_need(record, told, reading, self.brought.terms)
        if told.is_head:
            self.brought.heads.add(record.id)
        self.brought.services[record.id] = record

    def _mend(
        self,
        told: SourceObject,
        sourced: dict[str, Any] | None,
        is_named: bool,
        organisation: objects.OrganisationRecord | None,
    ) -> str:
        """Why a service cannot be used; "" for one that can."""
        if sourced is None:
            return "It has no id that stays the same, or one that is too long."
        if not is_named:
            return "It has no name."
        if organisation is None:
            return "It names no organisation that is in the file."
        if sourced["id"] in self.brought.services and not told.is_head:
            return "Its id stands twice in the file: the first one is taken."
        return ""

    def _sites(self, told: SourceObject) -> Iterable[objects.SiteRecord]:
        seen: set[str] = set()
        for each in _objects(told.get("service_at_locations")):
            held = each.get("location")
            location = self.location(held) if isinstance(held, SourceObject) else None
            if location is None or location.id in seen:
                problem = "It has no location of its own in the file."
                self.reading.findings.add(each, "", problem, Done.REFUSED)
                continue
            seen.add(location.id)
            known = ("location", "service")
            values = read_fields(objects.SiteRecord, each, self.reading, known=known)
            values |= read_details(objects.SiteRecord, each, self)
            yield objects.SiteRecord(**values, id=uuid_of(each), location=location)

    def _site_alone(self, told: SourceObject) -> None:
        """One service at one location: its service is read once all its locations are known."""
        service = told.get("service")
        if not isinstance(service, SourceObject):
            problem = "It has no service in it."
            self.reading.findings.add(told, "", problem, Done.REFUSED)
            return
        site = SourceObject(told.file, told.where)
        site.update({name: value for name, value in told.items() if name != "service"})
        first = self._alone.setdefault(str(service.get("id")), service)
        first.setdefault("service_at_locations", []).append(site)

    def finish(self) -> None:
        """Read what waited for the rest of the feed."""
        for each in self._alone.values():
            self.service(each)

    def organisation(self, told: SourceObject) -> objects.OrganisationRecord | None:
        """An organisation; of several copies of one the fullest is kept."""
        known = ("services", "locations", "parent_organization_id")
        sourced = read_sourced("organisation", told, self.reading)
        kept = self._kept(self.brought.organisations, sourced, told)
        if kept:
            return kept
        values = read_fields(objects.OrganisationRecord, told, self.reading, known=known)
        if sourced is None or not values.get("name"):
            problem = "An organisation needs an id and a name."
            self.reading.findings.add(told, "", problem, Done.REFUSED)
            return None
        values |= sourced
        values |= read_details(objects.OrganisationRecord, told, self)
        parent = told.get("parent_organization_id")
        if parent:
            values["parent"] = self.reading.id_of("organisation", told, parent)
        alone = []
        for each in _objects(told.get("locations")):
            location = self.location(each, organisation=sourced["id"])
            if location:
                alone.append((location.id, as_plain(each)))
        values["extra"]["locations"] = alone
        return self._keep(self.brought.organisations, objects.OrganisationRecord(**values), told)

    def location(
        self, told: SourceObject, *, organisation: str = ""
    ) -> objects.LocationRecord | None:
        """A location; of several copies of one the fullest is kept."""
        sourced = read_sourced("location", told, self.reading)
        owner = told.get("organization_id")
        whose = self.reading.id_of("organisation", told, owner) if owner else organisation
        kept = self._kept(self.brought.locations, sourced, told)
        if kept:
            if whose and not kept.organisation:
                kept = replace(kept, organisation=whose)
                self.brought.locations[kept.id] = kept
            return kept
        if sourced is None:
            self.reading.findings.add(told, "", "A location needs an id.", Done.REFUSED)
            return None
        values = read_fields(objects.LocationRecord, told, self.reading)
        values |= {**sourced, "organisation": whose}
        values |= read_details(objects.LocationRecord, told, self)
        values |= _region_and_place(told, self.reading)
        _check_point(values, told, self.reading)
        record = objects.LocationRecord(**values)
        return self._keep(self.brought.locations, record, told)

    def taxonomy(self, told: SourceObject) -> objects.TaxonomyRecord | None:
        """A taxonomy."""
        sourced = read_sourced("taxonomy", told, self.reading)
        kept = self._kept(self.brought.taxonomies, sourced, told)
        if kept or self._is_no_term(sourced, told):
            return kept
        values = read_fields(objects.TaxonomyRecord, told, self.reading)
        record = objects.TaxonomyRecord(**{**values, **(sourced or {})})
        return self._keep(self.brought.taxonomies, record, told)

    def term(self, told: SourceObject) -> objects.TermRecord | None:
        """A term with its taxonomy; an attribute names it."""
        sourced = read_sourced("term", told, self.reading)
        kept = self._kept(self.brought.terms, sourced, told)
        if kept or sourced is None or self._is_no_term(sourced, told):
            return kept
        values = read_fields(
            objects.TermRecord, told, self.reading, known=("taxonomy_detail", "parent_id")
        )
        values |= sourced
        detail = told.get("taxonomy_detail")
        taxonomy = self.taxonomy(detail) if isinstance(detail, SourceObject) else None
        named = told.get("taxonomy_id")
        if taxonomy or named:
            taxonomy_id = self.reading.id_of("taxonomy", told, named)
            values["taxonomy"] = taxonomy.id if taxonomy else taxonomy_id
        if told.get("parent_id"):
            values["parent"] = self.reading.id_of("term", told, told["parent_id"])
        return self._keep(self.brought.terms, objects.TermRecord(**values), told)

    def _is_no_term(self, sourced: dict[str, Any] | None, told: SourceObject) -> bool:
        """True for one of our own lists, which are not kept, and for one without an id."""
        if sourced is None:
            self.reading.findings.add(told, "", "It has no id.", Done.REFUSED)
            return True
        return sourced["id"] in self._own_ids or mark_of(told).get("made") is True

    def _kept(
        self, known: dict[str, _S], sourced: dict[str, Any] | None, told: SourceObject
    ) -> _S | None:
        """What is known of it already, if that is at least as much."""
        kept = known.get(sourced["id"]) if sourced else None
        return kept if kept and self._weights[kept.id] >= _weight(told) else None

    def _keep(self, known: dict[str, _S], record: _S, told: SourceObject) -> _S:
        known[record.id] = record
        self._weights[record.id] = _weight(told)
        return record


def _weight(told: Any) -> int:
    if isinstance(told, dict):
        return 1 + sum(map(_weight, told.values()))
    return sum(map(_weight, told)) if isinstance(told, list) else 1


def _objects(value: Any) -> list[SourceObject]:
    return (
        [each for each in value if isinstance(each, SourceObject)]
        if isinstance(value, list)
        else []
    )


def _region_and_place(told: SourceObject, reading: Reading) -> dict[str, Any]:
    marked = mark_of(told)
    region = marked.get("region")
    known = {each.code for each in reading.programme.regions}
    if region not in known:
        return {}
    place = marked.get("place")
    return {"region": region, "place": tidy_text(str(place)) if place else None}


def _is_withdrawn(told: SourceObject) -> bool:
    """What its source does not offer any more, or wants to be told of nobody."""
    status = str(told.get("status", "")).strip().casefold()
    is_secret = told.get("confidential") or mark_of(told).get("confidential")
    return status in _TAKEN_BACK or told.get("deleted") is True or is_secret is True


_TAKEN_BACK = ("defunct", "inactive", "deleted", "withdrawn", "closed permanently")


def _check_point(values: dict[str, Any], told: SourceObject, reading: Reading) -> None:
    """A point that is nowhere on earth is kept apart: nobody is sent there."""
    latitude, longitude = values.get("latitude"), values.get("longitude")
    wrong = [abs(latitude or 0) > 90, abs(longitude or 0) > 180]
    if any(wrong) or (latitude is None) != (longitude is None):
        column = "longitude" if wrong[1] and not wrong[0] else "latitude"
        reading.findings.add(told, column, "This is no point on earth.", Done.LEFT_OUT)
        for name in ("latitude", "longitude"):
            if values.get(name) is not None:
                values["extra"][name] = number(values.pop(name))
