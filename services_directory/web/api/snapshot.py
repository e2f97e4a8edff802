"""What does the API serve from? One frozen snapshot; what changed is made anew in the next."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from operator import is_
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from services_directory.hsds.taxonomies import Vocabulary, attributes_of, vocabulary_of
from services_directory.records.draft_fields import schedules_of
from services_directory.records.records import (
    AttributeRecord,
    LocationRecord,
    OrganisationRecord,
    ServiceRecord,
    SiteRecord,
    TaxonomyRecord,
    TermRecord,
)
from services_directory.storage.all_records import Records
from services_directory.values.entries import Directory, LocalText, Position, Status
from services_directory.values.normalise import fold
from services_directory.web.api.times import Times, times_of

Kept = TypeVar("Kept")

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Place:
    """A service at a location, with both of its sides."""

    service: ServiceRecord
    site: SiteRecord


@dataclass(frozen=True, slots=True)
class Entry(Generic[Kept]):
    """A record, and what it is found by. `folded` are all its words, each after a blank.

    `removed`: it is offered no longer, or not yet; nothing may be told of it but its id.
    """

    id: str
    record: Kept
    name: str
    folded: str = ""
    organisation: str = ""
    terms: frozenset[str] = frozenset()
    taxonomies: frozenset[str] = frozenset()
    points: tuple[Position, ...] = ()
    postcodes: frozenset[str] = frozenset()
    times: tuple[Times, ...] = ()
    minimum_age: float | None = None
    maximum_age: float | None = None
    modified: datetime = _NEVER
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Table(Generic[Kept]):
    """The entries by name, then id: the same order in every language and on every database."""

    entries: tuple[Entry[Kept], ...]
    by_id: Mapping[str, Entry[Kept]]

    @classmethod
    def of(cls, entries: Iterator[Entry[Kept]]) -> Table[Kept]:
        ordered = tuple(sorted(entries, key=lambda each: (each.name, each.id)))
        return cls(ordered, {each.id: each for each in ordered})


@dataclass(frozen=True, slots=True)
class OpenData:
    """Everything the API may tell, and the vocabulary it is told in."""

    directory: Directory
    vocabulary: Vocabulary
    services: Table[ServiceRecord]
    places: Table[Place]
    organisations: Table[OrganisationRecord]
    taxonomies: Table[TaxonomyRecord]
    terms: Table[TermRecord]
    services_of: Mapping[str, tuple[ServiceRecord, ...]]
    """By the id of their organisation: those that are offered."""
    records: Records
    """What it was made of."""


class OpenDataKeeper:
    """Holds the snapshot that belongs to the directory people are answered from."""

    def __init__(
        self, directory: Callable[[], Directory], load: Callable[[], Awaitable[Records]]
    ) -> None:
        self._directory = directory
        self._load = load
        self._data: OpenData | None = None
        self._loading = asyncio.Lock()

    async def current(self) -> OpenData:
        """Never older than what people are answered: what was taken back is told to nobody."""
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
    maker = _EntryMaker(directory, vocabulary, before)
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
    )


def _lists_of(directory: Directory, records: Records) -> tuple[object, ...]:
    """What any entry may depend on beside its record."""
    return directory.day, directory.programme, records.taxonomies, records.terms


class _EntryMaker:
    """Makes entries of records; takes those of `before` whose records are the very same."""

    def __init__(
        self, directory: Directory, vocabulary: Vocabulary, before: OpenData | None
    ) -> None:
        self._directory = directory
        self._programme = directory.programme
        self._vocabulary = vocabulary
        self._before = before
        self._shown = {each.id.partition("~")[0] for each in directory.services}

    def is_offered(self, record: ServiceRecord) -> bool:
        # The records were read after the directory: whatever was taken back since is not told.
        return record.key in self._shown and record.status == Status.PUBLISHED

    def service(self, record: ServiceRecord) -> Entry[ServiceRecord]:
        known = self._before.services.by_id.get(record.id) if self._before else None
        if known and known.record is record and known.removed != self.is_offered(record):
            return known
        marked = attributes_of(record, self._programme)
        return self._offered(record.id, record, record, record.sites, marked)

    def place(self, record: ServiceRecord, site: SiteRecord) -> Entry[Place]:
        known = self._before.places.by_id.get(site.id) if self._before else None
        if known and known.record.service is record and known.removed != self.is_offered(record):
            return known
        marked = (*attributes_of(record, self._programme), *site.attributes)
        marked = (*marked, *site.location.attributes)
        place = Place(record, site)
        return self._offered(site.id, place, record, (site,), marked, site.description)

    def _offered(
        self,
        own_id: str,
        kept: Kept,
        record: ServiceRecord,
        sites: tuple[SiteRecord, ...],
        marked: tuple[AttributeRecord, ...],
        *words: LocalText,
    ) -> Entry[Kept]:
        """A service, at these of its places, with these marks; of one not offered its id alone."""
        if not self.is_offered(record):
            return Entry(own_id, kept, "", modified=self._removed_at(record), removed=True)
        locations = [site.location for site in sites]
        said = (*_words(record), *words, *(text for each in locations for text in _at(each)))
        terms, taxonomies = self._terms(marked)
        return Entry(
            own_id,
            kept,
            self._name(record.name),
            folded=_folded(*said),
            organisation=record.organisation.id,
            terms=terms,
            taxonomies=taxonomies,
            points=tuple(point for each in locations for point in _points(each)),
            postcodes=frozenset(code for each in locations for code in _postcodes(each)),
            times=tuple(
                each
                for site in sites or (None,)
                for each in times_of(schedules_of(record, site), self._directory.day)
            ),
            minimum_age=record.minimum_age,
            maximum_age=record.maximum_age,
            modified=record.updated_at or _NEVER,
        )

    def organisation(self, services: tuple[ServiceRecord, ...]) -> Entry[OrganisationRecord]:
        record = services[-1].organisation
        known = self._before.organisations.by_id.get(record.id) if self._before else None
        had = self._before.services_of.get(record.id, ()) if self._before else ()
        if known and len(had) == len(services) and all(map(is_, had, services)):
            return known
        marked = [each for one in services for each in attributes_of(one, self._programme)]
        terms, taxonomies = self._terms((*marked, *record.attributes))
        return Entry(
            record.id,
            record,
            self._name(record.name),
            folded=_folded(record.name, record.alternate_name, record.description),
            terms=terms,
            taxonomies=taxonomies,
        )

    def taxonomy(self, record: TaxonomyRecord) -> Entry[TaxonomyRecord]:
        folded = _folded(record.name, record.description)
        return Entry(record.id, record, self._name(record.name), folded)

    def term(self, record: TermRecord) -> Entry[TermRecord]:
        folded = _folded(record.name, record.description, LocalText.of({"": record.code}))
        taxonomies = frozenset((record.taxonomy,))
        return Entry(record.id, record, self._name(record.name), folded, taxonomies=taxonomies)

    def _name(self, name: LocalText) -> str:
        return fold(name.best(self._programme.languages))

    def _terms(
        self, attributes: tuple[AttributeRecord, ...]
    ) -> tuple[frozenset[str], frozenset[str]]:
        """The ids of the terms, those above them and their taxonomies."""
        found: dict[str, TermRecord] = {}
        for attribute in attributes:
            term = self._vocabulary.terms.get(attribute.term)
            while term is not None and term.id not in found:
                found[term.id] = term
                term = self._vocabulary.terms.get(term.parent)
        return frozenset(found), frozenset(each.taxonomy for each in found.values())

    def _removed_at(self, record: ServiceRecord) -> datetime:
        """Since when it is not offered: its last change, or the day it was unchecked too long."""
        changed, day = record.updated_at or _NEVER, self._directory.day
        fresh, due = self._programme.freshness, record.next_check_on
        if day is None or due is None or not fresh.hides(due, day):
            return changed
        hidden_on = due + timedelta(days=(fresh.hidden_after_days or 0) + 1)
        zone = ZoneInfo(self._programme.timezone)
        return max(changed, datetime.combine(hidden_on, time(), zone).astimezone(UTC))


def _words(record: ServiceRecord) -> tuple[LocalText, ...]:
    return (
        *(record.name, record.alternate_name, record.description, record.eligibility),
        *(record.application, record.organisation.name, record.organisation.alternate_name),
    )


def _at(location: LocationRecord) -> Iterator[LocalText]:
    yield from (location.name, location.alternate_name)
    for address in location.addresses:
        yield from (address.address_1, LocalText.of({"": address.city}))


def _points(location: LocationRecord) -> Iterator[Position]:
    if location.latitude is not None and location.longitude is not None:
        yield Position(location.latitude, location.longitude)


def _postcodes(location: LocationRecord) -> Iterator[str]:
    for address in location.addresses:
        if address.postal_code:
            yield "".join(address.postal_code.split()).casefold()


def _folded(*texts: LocalText) -> str:
    """Every word in every language, each after a blank, so that its beginning can be found."""
    said = (words for text in texts for _locale, words in text.words)
    return " " + fold(" ".join(said).replace("'", " "))
