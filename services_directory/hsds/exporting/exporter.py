"""The whole directory as files of HSDS 3.2: what is shown to people, or a copy of everything."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from services_directory.hsds.exporting.courses import course_records
from services_directory.hsds.exporting.json_records import service_json
from services_directory.hsds.exporting.translations import Telling
from services_directory.hsds.taxonomies import vocabulary_of
from services_directory.records import records as objects
from services_directory.storage.all_records import Records, load_records
from services_directory.storage.rows import read_places
from services_directory.storage.snapshot import NOT_OFFERED, is_found
from services_directory.training.reading import TrainingReader
from services_directory.values.entries import Programme


@dataclass(frozen=True, slots=True)
class Export:
    """What is to be written. `left_out`: organisations that offer none of the services."""

    services: tuple[objects.ServiceRecord, ...]
    organisations: tuple[objects.OrganisationRecord, ...]
    taxonomies: tuple[objects.TaxonomyRecord, ...]
    terms: tuple[objects.TermRecord, ...]
    telling: Telling

    @property
    def package_id(self) -> str:
        """The id of a package that says what it is."""
        return objects.object_id(self.telling.programme.code, "package", self.telling.lang or "")

    @property
    def left_out(self) -> tuple[objects.OrganisationRecord, ...]:
        offering = {each.organisation.id for each in self.services}
        return tuple(each for each in self.organisations if each.id not in offering)


async def load_export(
    programme: Programme,
    *,
    day: date,
    lang: str | None = None,
    everything: bool = False,
    courses_at: datetime | None = None,
) -> Export:
    """The directory to be told in one language (None: each text in its own, and all others too).

    `everything`: a copy to move or to keep: drafts, archived services, private contacts, notes.
    `courses_at`: with the courses that people can enrol in at that moment; seats are not told.
    """
    records = await load_records(programme, private=everything)
    services = tuple(each for each in records.services if everything or is_found(each))
    places = await read_places(programme.languages)
    if courses_at is not None:
        trainings = await TrainingReader(programme.languages).read(courses_at)
        courses = course_records(trainings, programme, places, {}, courses_at)
        offered = tuple(each for each in courses if each.hsds_status not in NOT_OFFERED)
        teaching = tuple({each.organisation.id: each.organisation for each in offered}.values())
        services = (*services, *offered)
        records = replace(records, organisations=(*records.organisations, *teaching))
    telling = Telling(
        programme,
        vocabulary_of(programme, records),
        day,
        {each.id: each.name for each in places},
        lang=lang,
        translations=lang is None,
        everything=everything,
    )
    return _export(records, services, telling, everything)


def as_lines(export: Export) -> Iterator[str]:
    """One service a line: for who streams it."""
    for each in export.services:
        yield json.dumps(service_json(each, export.telling), ensure_ascii=False) + "\n"


def as_array(export: Export) -> Iterator[str]:
    """All services in one list, in pieces."""
    yield "[\n"
    for number, line in enumerate(as_lines(export)):
        yield (",\n" if number else "") + line.rstrip("\n")
    yield "\n]\n"


def _export(
    records: Records,
    services: tuple[objects.ServiceRecord, ...],
    telling: Telling,
    everything: bool,
) -> Export:
    told = {each.organisation.id for each in services}
    organisations: Iterable[objects.OrganisationRecord] = (
        each for each in records.organisations if everything or each.id in told
    )
    return Export(services, tuple(organisations), records.taxonomies, records.terms, telling)
