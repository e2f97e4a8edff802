"""Which taxonomies are our own? The needs of the programme's menu, and the facts with a code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from services_directory.records.records import (
    AttributeRecord,
    OrganisationRecord,
    ServiceRecord,
    TaxonomyRecord,
    TermRecord,
    detail_id,
    object_id,
)
from services_directory.records.schema import source_id_of
from services_directory.storage.all_records import Records
from services_directory.values.entries import LocalText, Programme
from services_directory.values.facts import ALL_FACTS
from services_directory.vocabulary.fact_names import (
    FACT_NAMES,
    FACTS_DESCRIPTION,
    FACTS_NAME,
    NEEDS_DESCRIPTION,
    NEEDS_NAME,
)

_R = TypeVar("_R", OrganisationRecord, TermRecord)

SOURCE = "dalil"
"""The source of the taxonomies that no feed brings; no feed may have this name."""

COURSES = "dalil-courses"
"""The source of courses, which are planned and not taken in; no feed may have this name either."""

NEED = "service_type"
"""The `link_type` of the need a service answers."""

_NEEDS, _FACTS = "needs", "facts"


def need_id(category: str) -> str:
    """The HSDS id of a need's term: the same in every programme that has its code."""
    return object_id(SOURCE, "term", f"{_NEEDS}:{category}")


def fact_id(link_type: str, value: str) -> str:
    """The HSDS id of the term of a fact, "eligibility" and "women"."""
    return object_id(SOURCE, "term", f"{_FACTS}:{link_type}:{value}")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every taxonomy and term an attribute may name, by id: those taken in and our own."""

    taxonomies: Mapping[str, TaxonomyRecord]
    terms: Mapping[str, TermRecord]


def vocabulary_of(programme: Programme, records: Records) -> Vocabulary:
    """What is kept, and the programme's own lists."""
    own = own_lists(programme)
    return Vocabulary(
        {each.id: each for each in (*own[0], *records.taxonomies)},
        {each.id: each for each in (*own[1], *records.terms)},
    )


def attributes_of(record: ServiceRecord, programme: Programme) -> tuple[AttributeRecord, ...]:
    """All that a service is marked with, each with the id of its term where it has one.

    The need comes first: it is kept as a code of the programme, not as an attribute.
    """
    marked = tuple(map(with_term, record.attributes))
    if not programme.category(record.category):
        return marked
    need = AttributeRecord(
        id=detail_id(record.id, "service.need", 0),
        term=need_id(record.category),
        link_type=NEED,
        value=record.category,
    )
    return (need, *marked)


def with_term(attribute: AttributeRecord) -> AttributeRecord:
    """A fact of ours under the term of our list."""
    code = f"{attribute.link_type}:{attribute.value}"
    if attribute.term or code not in ALL_FACTS:
        return attribute
    return AttributeRecord(
        id=attribute.id,
        extra=attribute.extra,
        term=fact_id(attribute.link_type, attribute.value),
        link_type=attribute.link_type,
        value=attribute.value,
        label=attribute.label,
    )


def fact_taxonomy_id() -> str:
    """The HSDS id of the list of facts."""
    return object_id(SOURCE, "taxonomy", _FACTS)


def own_lists(programme: Programme) -> tuple[list[TaxonomyRecord], list[TermRecord]]:
    """The programme's own taxonomies and their terms: told, never kept."""
    needs = _taxonomy(_NEEDS, NEEDS_NAME, NEEDS_DESCRIPTION)
    facts = _taxonomy(_FACTS, FACTS_NAME, FACTS_DESCRIPTION)
    terms = [
        _term(needs, f"{_NEEDS}:{each.code}", each.code, each.title)
        for each in programme.categories
    ]
    terms += [_term(facts, f"{_FACTS}:{code}", code, FACT_NAMES[code]) for code in ALL_FACTS]
    return [needs, facts], terms


def parents_first(records: Iterable[_R]) -> list[_R]:
    """In their order, but each after its parent; what is its own ancestor comes last."""
    waiting: Mapping[str, _R] = {each.id: each for each in records}
    done: dict[str, _R] = {}
    while waiting:
        ready = {key: each for key, each in waiting.items() if each.parent not in waiting} or dict(
            waiting
        )
        done |= ready
        waiting = {key: each for key, each in waiting.items() if key not in ready}
    return list(done.values())


def _taxonomy(source_id: str, name: LocalText, description: LocalText) -> TaxonomyRecord:
    return TaxonomyRecord(
        id=object_id(SOURCE, "taxonomy", source_id),
        source=SOURCE,
        source_id=source_id,
        source_language="en",
        name=name,
        description=description,
    )


def _term(taxonomy: TaxonomyRecord, source_id: str, code: str, name: LocalText) -> TermRecord:
    term = TermRecord(
        source=SOURCE,
        source_id=source_id,
        source_language=name.words[0][0] if name else "",
        code=code,
        name=name,
        taxonomy=taxonomy.id,
    )
    return TermRecord(
        id=source_id_of(term),
        source=term.source,
        source_id=term.source_id,
        source_language=term.source_language,
        code=term.code,
        name=term.name,
        taxonomy=term.taxonomy,
    )
