"""Is what a record names kept? A name of what is not there is left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from typing import Any, TypeVar

from services_directory.records import records as objects
from services_directory.records.copies import replace
from services_directory.records.schema import KINDS, lists_in
from services_directory.storage.models import SharedRow

_R = TypeVar("_R", bound=objects.Record)

MOST_NAMED = 400
"""As many rows are named in one question at most; databases limit how long one may be."""


def some_of(names: Sequence[str]) -> Iterator[Sequence[str]]:
    """The names, a question's worth at a time."""
    return (names[start : start + MOST_NAMED] for start in range(0, len(names), MOST_NAMED))


_NAMES: dict[type[objects.Record], dict[str, type[objects.Record]]] = {
    objects.OrganisationRecord: {"parent": objects.OrganisationRecord},
    objects.LocationRecord: {"organisation": objects.OrganisationRecord},
    objects.TermRecord: {"taxonomy": objects.TaxonomyRecord, "parent": objects.TermRecord},
}
"""Fields that name another record by its id, and of which class it is."""


async def with_known_names(
    records: Sequence[objects.Sourced], about_to_be: Set[tuple[str, str]]
) -> list[objects.Sourced]:
    """The records without names of what is neither kept nor about to be: kinds and ids."""
    named = {
        (KINDS[held], getattr(record, name))
        for record in records
        for name, held in _NAMES.get(type(record), {}).items()
        if getattr(record, name)
    }
    known = {*about_to_be}
    for kind in {kind for kind, _id in named}:
        asked = [uuid for of, uuid in named if of == kind and (of, uuid) not in known]
        for some in some_of(asked):
            rows = SharedRow.filter(kind=kind, uuid__in=some)
            known |= {(kind, str(uuid)) for uuid in await rows.values_list("uuid", flat=True)}
    told = []
    for record in records:
        unknown: dict[str, Any] = {
            name: ""
            for name, held in _NAMES.get(type(record), {}).items()
            if getattr(record, name) and (KINDS[held], getattr(record, name)) not in known
        }
        told.append(replace(record, **unknown) if unknown else record)
    return told


async def with_known_terms(records: Sequence[_R]) -> list[_R]:
    """The records whose attributes name no term that is not kept."""
    names = [{*_terms_in(record)} for record in records]
    named = sorted(set().union(*names))
    kept: set[str] = set()
    for some in some_of(named):
        rows = SharedRow.filter(kind=KINDS[objects.TermRecord], uuid__in=some)
        kept |= {str(uuid) for uuid in await rows.values_list("uuid", flat=True)}
    return [
        _without_terms(record, unknown) if (unknown := each - kept) else record
        for record, each in zip(records, names, strict=True)
    ]


def _terms_in(record: objects.Record) -> Iterator[str]:
    if isinstance(record, objects.AttributeRecord) and record.term:
        yield record.term
    for name in lists_in(type(record)):
        for each in getattr(record, name):
            yield from _terms_in(each)


def _without_terms(record: _R, unknown: set[str]) -> _R:
    if isinstance(record, objects.AttributeRecord):
        return replace(record, term="") if record.term in unknown else record
    held = {name: getattr(record, name) for name in lists_in(type(record))}
    changes: Any = {
        name: tuple(_without_terms(each, unknown) for each in held[name])
        for name in held
        if held[name]
    }
    return replace(record, **changes) if changes else record
