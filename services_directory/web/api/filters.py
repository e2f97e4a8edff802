"""Which records does a request ask for? Those that meet every one of its conditions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TypeVar

from services_directory.records.records import TermRecord
from services_directory.values.distances import distance_km
from services_directory.values.entries import Position
from services_directory.web.api.entries import Entry, Table
from services_directory.web.api.request import Asked

Kept = TypeVar("Kept")
Condition = Callable[[Entry[Kept]], bool]


def found(table: Table[Kept], asked: Asked) -> list[Entry[Kept]]:
    """In the table's order, or the nearest first where a point was given."""
    conditions: list[Condition[Kept]] = list(_conditions(asked))
    entries = [each for each in table.entries if all(meets(each) for meets in conditions)]
    near = asked.near
    if near is None:
        return entries
    return sorted(entries, key=lambda each: (*_distance(each, near), each.name, each.id))


def found_terms(table: Table[TermRecord], asked: Asked) -> list[Entry[TermRecord]]:
    """The same for terms, which have parents."""
    entries = found(table, asked)
    if asked.top_only:
        entries = [each for each in entries if not each.record.parent]
    if asked.parent_id:
        entries = [each for each in entries if each.record.parent == asked.parent_id]
    return entries


def _conditions(asked: Asked) -> Iterator[Condition[Kept]]:
    yield _since(asked.modified_after)
    if asked.search:
        words = [f" {word}" for word in asked.search]
        yield lambda each: all(word in each.folded for word in words)
    if asked.taxonomy_term_id:
        yield lambda each: asked.taxonomy_term_id in each.terms
    if asked.taxonomy_id:
        yield lambda each: asked.taxonomy_id in each.taxonomies
    if asked.organization_id:
        yield lambda each: each.organisation == asked.organization_id
    if asked.postcode:
        yield lambda each: asked.postcode in each.postcodes
    if any(each is not None for each in (asked.day, asked.start_time, asked.end_time)):
        wanted = asked.day, asked.start_time, asked.end_time
        yield lambda each: any(times.meet(*wanted) for times in each.times)
    if asked.minimum_age is not None or asked.maximum_age is not None:
        yield _for_ages(asked.minimum_age, asked.maximum_age)
    if asked.near and asked.proximity is not None:
        near, metres = asked.near, asked.proximity
        yield lambda each: any(distance_km(near, at) * 1000 <= metres for at in each.points)


def _for_ages(least: float | None, most: float | None) -> Condition[Kept]:
    """As the UK profile has it; an age that nobody said meets nothing."""
    return lambda each: (
        (least is None or (each.minimum_age is not None and each.minimum_age >= least))
        and (most is None or (each.maximum_age is not None and each.maximum_age <= most))
    )


def _since(moment: datetime | None) -> Condition[Kept]:
    """What was removed is told of only to those who ask for changes."""
    if moment is None:
        return lambda each: not each.removed
    return lambda each: each.modified >= moment


def _distance(entry: Entry[Kept], near: Position) -> tuple[bool, float]:
    nearest = min((distance_km(near, at) for at in entry.points), default=0.0)
    return not entry.points, nearest
