"""What is everything we keep? Whole, for exports, imports and the API; people get less of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, TypeVar

from services_directory.records.draft_records import in_confidence
from services_directory.records.records import (
    LocationRecord,
    OrganisationRecord,
    ServiceRecord,
    SiteRecord,
    TaxonomyRecord,
    TermRecord,
)
from services_directory.storage.models import ServiceRow
from services_directory.storage.reading import read_in_parts, read_shared
from services_directory.storage.snapshot import directory_version
from services_directory.values.entries import Programme

Holder = TypeVar(
    "Holder",
    ServiceRecord,
    SiteRecord,
    LocationRecord,
    OrganisationRecord,
)


@dataclass(frozen=True, slots=True)
class Records:
    """Everything that is kept. `organisations`: also those that offer nothing, if asked for."""

    version: int
    services: tuple[ServiceRecord, ...]
    organisations: tuple[OrganisationRecord, ...]
    taxonomies: tuple[TaxonomyRecord, ...]
    terms: tuple[TermRecord, ...]


class RecordsReader:
    """Reads every service once, and from then on those that changed; also what is not published.

    What did not change is the very same in the next records. Contacts that are not public are in
    them only if `private`.
    """

    def __init__(self, programme: Programme, *, private: bool = False) -> None:
        self._programme = programme
        self._private = private
        self._version = -1
        self._services: dict[int, ServiceRecord] = {}

    async def read(self) -> Records:
        """What is kept at this moment, without organisations that offer nothing."""
        # The version is read first: a change in between is then seen at the next look.
        version, locales = await directory_version(), self._programme.languages
        services = dict(self._services)
        wanted = ServiceRow.filter(version__gt=self._version)
        async for some in read_in_parts(wanted, locales):
            services |= {number: self._told(record) for number, record in some}
        self._version, self._services = version, services
        taxonomies = await read_shared(TaxonomyRecord, locales)
        terms = await read_shared(TermRecord, locales)
        in_order = tuple(services[number] for number in sorted(services))
        return Records(version, in_order, (), tuple(taxonomies), tuple(terms))

    def _told(self, record: ServiceRecord) -> ServiceRecord:
        return record if self._private else in_confidence(without_private(record))


async def load_records(programme: Programme, *, private: bool = False) -> Records:
    """Everything that is kept, with organisations that offer nothing: for exports."""
    records = await RecordsReader(programme, private=private).read()
    organisations = await read_shared(OrganisationRecord, programme.languages)
    if not private:
        organisations = [without_private(each) for each in organisations]
    return replace(records, organisations=tuple(organisations))


def without_private(record: Holder) -> Holder:
    """The record without the contacts nobody agreed to publish, wherever they stand in it."""
    changes: dict[str, Any] = {}
    if isinstance(record, ServiceRecord):
        changes["organisation"] = without_private(record.organisation)
        changes["sites"] = tuple(without_private(each) for each in record.sites)
    if isinstance(record, SiteRecord):
        changes["location"] = without_private(record.location)
    changes["contacts"] = tuple(each for each in record.contacts if each.is_public)
    return replace(record, **changes)
