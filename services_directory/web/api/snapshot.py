"""What does the API serve from? One frozen snapshot; what changed is made anew in the next."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from itertools import chain
from operator import is_

from services_directory.hsds.taxonomies import vocabulary_of
from services_directory.records.records import ServiceRecord
from services_directory.storage.all_records import Records
from services_directory.values.entries import Directory
from services_directory.web.api.courses import CourseKeeper
from services_directory.web.api.entries import OpenData, Table
from services_directory.web.api.entry_maker import EntryMaker


class OpenDataKeeper:
    """Holds the snapshot that belongs to the directory people are answered from."""

    def __init__(
        self,
        directory: Callable[[], Directory],
        load: Callable[[], Awaitable[Records]],
        courses: CourseKeeper,
    ) -> None:
        self._directory = directory
        self._load = load
        self._courses = courses
        self._data: OpenData | None = None
        self._told: OpenData | None = None
        self._made_of: tuple[object, ...] = ()
        self._loading = asyncio.Lock()

    async def current(self) -> OpenData:
        """Never older than what people are answered: what was taken back is told to nobody."""
        data = await self._kept()
        made_of = (data, self._courses.current(data.directory))
        if self._told is None or not all(map(is_, self._made_of, made_of)):
            self._told = await asyncio.to_thread(with_courses, *made_of)
            self._made_of = made_of
        return self._told

    async def _kept(self) -> OpenData:
        if self._data and self._data.directory is self._directory():
            return self._data
        async with self._loading:
            directory = self._directory()
            if self._data is None or self._data.directory is not directory:
                records = await self._load()
                self._data = await asyncio.to_thread(open_data, directory, records, self._data)
            return self._data


def open_data(directory: Directory, records: Records, before: OpenData | None = None) -> OpenData:
    """The snapshot: of services those that people find, of the others only that they are not.

    What is as it was in `before` is taken from there.
    """
    if before and _lists_of(directory, records) != _lists_of(before.directory, before.records):
        before = None  # another day has other hours, another list other terms
    vocabulary = before.vocabulary if before else vocabulary_of(directory.programme, records)
    maker = EntryMaker(directory, vocabulary, before)
    by_organisation: defaultdict[str, list[ServiceRecord]] = defaultdict(list)
    for record in filter(maker.is_offered, records.services):
        by_organisation[record.organisation.id].append(record)
    services_of = {key: tuple(offered) for key, offered in by_organisation.items()}
    return OpenData(
        directory,
        vocabulary,
        Table.of(map(maker.service, records.services)),
        Table.of(maker.place(record, site) for record in records.services for site in record.sites),
        Table.of(map(maker.organisation, services_of.values())),
        before.taxonomies
        if before
        else Table.of(map(maker.taxonomy, vocabulary.taxonomies.values())),
        before.terms if before else Table.of(map(maker.term, vocabulary.terms.values())),
        services_of,
        records,
        _replaced(directory, records.services),
    )


def _replaced(directory: Directory, services: Sequence[ServiceRecord]) -> dict[str, str]:
    ids = {each.key: each.id for each in services} if directory.merged else {}
    stay = {each.id: ids.get(directory.stays(each.key)) for each in services if each.merged_into}
    return {id_: into for id_, into in stay.items() if into and into != id_}


def _lists_of(directory: Directory, records: Records) -> tuple[object, ...]:
    """What any entry may depend on beside its record."""
    return directory.day, directory.programme, records.taxonomies, records.terms


def with_courses(data: OpenData, courses: Sequence[ServiceRecord]) -> OpenData:
    """The snapshot with what is taught beside what is kept; all courses are of one organisation."""
    if not courses:
        return data
    maker = EntryMaker(data.directory, data.vocabulary, None)
    offered = tuple(filter(maker.is_offered, courses))
    places = (maker.place(record, site) for record in offered for site in record.sites)
    teaching = [maker.organisation(offered)] if offered else []
    return replace(
        data,
        services=Table.of(chain(data.services.entries, map(maker.service, courses))),
        places=Table.of(chain(data.places.entries, places)),
        organisations=Table.of(chain(data.organisations.entries, teaching)),
        services_of={**data.services_of, **{each.id: offered for each in teaching}},
    )
