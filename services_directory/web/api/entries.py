"""What the API serves from, as frozen values: entries in tables, and what each is found by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar

from services_directory.hsds.taxonomies import Vocabulary
from services_directory.records.records import (
    OrganisationRecord,
    ServiceRecord,
    SiteRecord,
    TaxonomyRecord,
    TermRecord,
)
from services_directory.storage.all_records import Records
from services_directory.values.entries import Directory, Position
from services_directory.web.api.times import Times

Kept = TypeVar("Kept")

NEVER = datetime(1970, 1, 1, tzinfo=UTC)


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
    modified: datetime = NEVER
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
    replaced: Mapping[str, str]
    """By the id of a service that was merged into another one, the id of that."""
