"""How is an entry of the API made of a record? What did not change is taken from before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from operator import is_
from zoneinfo import ZoneInfo

from services_directory.hsds.taxonomies import COURSES, Vocabulary, attributes_of
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
from services_directory.values.entries import Directory, LocalText, Position, Status
from services_directory.values.normalise import fold
from services_directory.web.api.entries import NEVER, Entry, Kept, OpenData, Place
from services_directory.web.api.times import times_of


class EntryMaker:
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
        if record.source == COURSES:
            return record.hsds_status == "active"
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
            modified=record.updated_at or NEVER,
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
        changed, day = record.updated_at or NEVER, self._directory.day
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
