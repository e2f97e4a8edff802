"""What do the tables hold of some services, whole? In a few questions, however many they are."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import Any

from tortoise.expressions import Q

from services_directory.records import records as objects
from services_directory.records.records import Wording, detail_id, object_id
from services_directory.records.schedule_records import rows_of
from services_directory.storage.hsds_models import LocationRow, SiteRow, TaxonomyRow, TermRow
from services_directory.storage.models import OrganisationRow, Translation
from services_directory.storage.row_mapping import DETAILS, Shape, shape_of, values_from
from services_directory.values.entries import LocalText

Row = dict[str, Any]

_SERVICE = shape_of(objects.ServiceRecord)
_ORGANISATION = shape_of(objects.OrganisationRecord)
_LOCATION = shape_of(objects.LocationRecord)
_SITE = shape_of(objects.SiteRecord)
_TAXONOMY = shape_of(objects.TaxonomyRecord)
_TERM = shape_of(objects.TermRecord)

_SAID = ("owner", "owner_id", "field", "locale", "words")
_AUTHORSHIP = ("status", "source_hash", "author", "updated_at")

_MOST_NAMED = 400
"""As many rows are named in one question at most; databases limit how long one may be."""


def hash_of(words: str) -> str:
    """What a translation remembers of the words it was made from."""
    return hashlib.sha256(words.encode()).hexdigest()[:32]


async def read_services(
    rows: Sequence[Row],
    locales: Sequence[str] = (),
    *,
    kinds: Collection[str] | None = None,
    authors: bool = True,
) -> list[objects.ServiceRecord]:
    """Rows of the table `service`, whole, in their order; texts start with the `locales` given.

    `kinds`: the details there are at all (`kinds_in_use`), so that nobody asks for others.
    Without `authors` the records have no `wordings`, which are a third of the work.
    """
    found: list[objects.ServiceRecord] = []
    for start in range(0, len(rows), _MOST_NAMED):
        some = rows[start : start + _MOST_NAMED]
        found += await _read_some(some, _Wanted(locales, kinds, authors))
    return found


async def kinds_in_use() -> frozenset[str]:
    """The kinds of details of which any is kept."""
    return frozenset([shape.kind for shape in DETAILS if await shape.table.exists()])


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is to be read of rows: see `read_services`."""

    locales: Sequence[str] = ()
    kinds: Collection[str] | None = None
    authors: bool = True


async def _read_some(rows: Sequence[Row], wanted: _Wanted) -> list[objects.ServiceRecord]:
    named = SiteRow.filter(service_id__in=[row["id"] for row in rows])
    sites = await named.order_by("position", "id").values()
    places = await LocationRow.filter(id__in={row["location_id"] for row in sites}).values()
    owners = {row["organisation_id"] for row in (*rows, *places)} - {None}
    organisations = await OrganisationRow.filter(id__in=owners).values()
    owned = {_SERVICE: rows, _SITE: sites, _LOCATION: places, _ORGANISATION: organisations}
    reading = _Reading(owned, wanted)
    await reading.read_details()
    # One whose organisation left between two questions was changed just now: the next look has it.
    known = reading.rows[_ORGANISATION]
    return [reading.service(row) for row in rows if row["organisation_id"] in known]


async def read_organisations(
    locales: Sequence[str] = (), *, number: int | None = None
) -> list[objects.OrganisationRecord]:
    """Every organisation, also those without a service; or the row of this number alone."""
    wanted = OrganisationRow.all() if number is None else OrganisationRow.filter(id=number)
    rows = await wanted.order_by("id").values()
    reading = _Reading({_ORGANISATION: rows}, _Wanted(locales))
    await reading.read_details()
    return [reading.organisation(row) for row in rows]


async def read_location(number: int) -> objects.LocationRecord:
    """The location in the row of this number, which there is."""
    rows = await LocationRow.filter(id=number).values()
    owners = await OrganisationRow.filter(id=rows[0]["organisation_id"] or 0).values()
    reading = _Reading({_LOCATION: rows, _ORGANISATION: owners}, _Wanted())
    await reading.read_details()
    return reading.location(rows[0])


async def read_taxonomies(
    locales: Sequence[str] = (),
) -> tuple[list[objects.TaxonomyRecord], list[objects.TermRecord]]:
    """Every taxonomy and every term that was taken in."""
    taxonomies = await TaxonomyRow.all().order_by("id").values()
    terms = await TermRow.all().order_by("id").values()
    reading = _Reading({_TAXONOMY: taxonomies, _TERM: terms}, _Wanted(locales))
    await reading.read_details()
    return [reading.sourced(_TAXONOMY, row) for row in taxonomies], [
        replace(
            reading.sourced(_TERM, row),
            taxonomy=reading.id_of(_TAXONOMY, row["taxonomy_id"]),
            parent=reading.id_of(_TERM, row["parent_id"]),
        )
        for row in terms
    ]


class _Reading:
    """The rows of one question after the other, and the records made of them."""

    def __init__(self, rows: Mapping[Shape, Sequence[Row]], wanted: _Wanted) -> None:
        self.rows = {shape: {row["id"]: row for row in given} for shape, given in rows.items()}
        self.wanted = wanted
        self.rank = {locale: number for number, locale in enumerate(wanted.locales)}
        self.details: defaultdict[tuple[Shape, str, int], list[Row]] = defaultdict(list)
        self.words: defaultdict[tuple[str, int], list[Row]] = defaultdict(list)
        self.made: dict[tuple[Shape, int], Any] = {}
        self.sites: defaultdict[int, list[Row]] = defaultdict(list)
        for row in rows.get(_SITE, ()):
            self.sites[row["service_id"]].append(row)

    async def read_details(self) -> None:
        kinds = self.wanted.kinds
        for shape in DETAILS:
            is_kept = kinds is None or shape.kind in kinds
            owners = {
                owner.kind: list(rows)
                for owner, rows in self.rows.items()
                if is_kept and any(held is shape for _name, held in owner.details)
            }
            found: dict[int, Row] = {}
            for wanted in _questions(owners):
                for row in await shape.table.filter(wanted).order_by("position", "id").values():
                    found[row["id"]] = row
                    self.details[shape, row["owner"], row["owner_id"]].append(row)
            self.rows[shape] = found
        await self._read_terms()
        spoken = {shape.kind: list(rows) for shape, rows in self.rows.items() if shape.words}
        columns = (*_SAID, *_AUTHORSHIP) if self.wanted.authors else _SAID
        for wanted in _questions(spoken):
            for row in await Translation.filter(wanted).order_by("id").values(*columns):
                self.words[row["owner"], row["owner_id"]].append(row)

    async def _read_terms(self) -> None:
        """The terms that attributes name, and who owns what is owned, for their ids."""
        marked = self.rows[shape_of(objects.AttributeRecord)].values()
        wanted = {row["term_id"] for row in marked} - {None}
        if wanted and _TERM not in self.rows:
            rows = await TermRow.filter(id__in=wanted).values()
            self.rows[_TERM] = {row["id"]: row for row in rows}
        parents = {row["parent_id"] for row in self.rows.get(_ORGANISATION, {}).values()} - {None}
        missing = parents - self.rows.get(_ORGANISATION, {}).keys()
        if missing:
            for row in await OrganisationRow.filter(id__in=missing).values():
                self.rows[_ORGANISATION][row["id"]] = row

    def service(self, row: Row) -> objects.ServiceRecord:
        own_id, language = _own_id(_SERVICE, row), row["source_language"]
        return objects.ServiceRecord(
            **self._common(_SERVICE, row, own_id, language),
            organisation=self.organisation(self.rows[_ORGANISATION][row["organisation_id"]]),
            sites=tuple(
                self._site(each, own_id, number, language)
                for number, each in enumerate(self.sites[row["id"]])
                if each["location_id"] in self.rows[_LOCATION]
            ),
        )

    def organisation(self, row: Row) -> objects.OrganisationRecord:
        record: objects.OrganisationRecord = self.sourced(_ORGANISATION, row)
        parent = self.id_of(_ORGANISATION, row["parent_id"])
        return replace(record, parent=parent) if parent else record

    def sourced(self, shape: Shape, row: Row) -> Any:
        """A record that stands for itself; services that share one share it in memory too."""
        key = shape, row["id"]
        if key not in self.made:
            common = self._common(shape, row, _own_id(shape, row), row["source_language"])
            self.made[key] = shape.record(**common)
        return self.made[key]

    def id_of(self, shape: Shape, number: int | None) -> str:
        row = self.rows[shape].get(number) if number is not None else None
        return _own_id(shape, row) if row else ""

    def _site(self, row: Row, owner_id: str, number: int, language: str) -> objects.SiteRecord:
        own_id = row["uuid"] or detail_id(owner_id, "service.sites", number)
        place = self.rows[_LOCATION][row["location_id"]]
        common = self._common(_SITE, row, own_id, language)
        return objects.SiteRecord(**common, location=self.location(place))

    def location(self, row: Row) -> objects.LocationRecord:
        record: objects.LocationRecord = self.sourced(_LOCATION, row)
        whose = self.id_of(_ORGANISATION, row["organisation_id"])
        return replace(record, organisation=whose) if whose else record

    def _detail(self, shape: Shape, row: Row, own_id: str, language: str) -> Any:
        common = self._common(shape, row, row["uuid"] or own_id, language)
        if shape.record is objects.AttributeRecord:
            common["term"] = self.id_of(_TERM, row["term_id"]) if row["term_id"] else ""
        return shape.record(**common)

    def _common(self, shape: Shape, row: Row, own_id: str, language: str) -> dict[str, Any]:
        """What all records are made of: columns, words, details."""
        values = {"id": own_id, **values_from(shape, row)}
        if shape.words:
            values |= self._said(shape, row["id"], language)
        for name, held in shape.details:
            if held.is_detail:
                values[name] = tuple(
                    self._detail(
                        held, each, detail_id(own_id, f"{shape.kind}.{name}", number), language
                    )
                    for number, each in enumerate(self.details[held, shape.kind, row["id"]])
                )
        if values.get("schedules"):
            values["schedules"] = tuple(_in_rows(values["schedules"]))
        return values

    def _said(self, shape: Shape, number: int, language: str) -> dict[str, Any]:
        rows = self.words.get((shape.kind, number), ())
        by_field: defaultdict[str, dict[str, Row]] = defaultdict(dict)
        for row in sorted(rows, key=lambda one: self.rank.get(one["locale"], 99)):
            by_field[row["field"]][row["locale"]] = row
        values: dict[str, Any] = {
            name: LocalText(tuple((locale, row["words"]) for locale, row in said.items()))
            for name, said in by_field.items()
            if name in shape.words
        }
        if self.wanted.authors:
            values["wordings"] = {
                f"{name}.{locale}": _wording(row, said.get(language))
                for name, said in by_field.items()
                for locale, row in said.items()
            }
        return values


def _in_rows(schedules: Iterable[objects.ScheduleRecord]) -> Iterable[objects.ScheduleRecord]:
    """Hours kept in words of their own (by the first version) as the rows that say them."""
    for each in schedules:
        rows = rows_of(each.osm) if each.osm else ()
        if not rows or rows[0].osm:
            yield each
        else:
            for number, row in enumerate(rows):
                yield replace(row, id=detail_id(each.id, "rows", number))


def _wording(row: Row, source: Row | None) -> Wording:
    was = row["source_hash"]
    outdated = bool(was and source and source is not row and hash_of(source["words"]) != was)
    return Wording(row["status"], outdated, row["author"], row["updated_at"], was)


def _own_id(shape: Shape, row: Row) -> str:
    return row["uuid"] or object_id(row["source"], shape.kind, row["source_id"])


def _questions(owners: Mapping[str, Sequence[int]]) -> Iterable[Q]:
    """Conditions that find what these rows own, none of them too long."""
    named = [
        (kind, numbers[start : start + _MOST_NAMED])
        for kind, numbers in owners.items()
        for start in range(0, len(numbers), _MOST_NAMED)
    ]
    while named:
        taken, size = list[Q](), 0
        while named and (not taken or size + len(named[0][1]) <= 4 * _MOST_NAMED):
            kind, numbers = named.pop(0)
            taken.append(Q(owner=kind, owner_id__in=numbers))
            size += len(numbers)
        yield reduce(or_, taken)
