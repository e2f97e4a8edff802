"""Services of one kind: a post office in each town says the same of itself in all of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from services_directory.search.scores import Scores
from services_directory.values.entries import Service
from services_directory.values.normalise import fold

_IN_EVERY_TOWN = 4
"""Where so many of a kind were found, any of them will do: the nearest one, before other kinds."""

_Each = TypeVar("_Each")


def kind_of(service: Service) -> str:
    """What its name says it is."""
    return next((fold(words) for _locale, words in service.name.words), service.id)


def alike_for_a_kind(scores: Scores, kinds: Mapping[str, Sequence[int]]) -> Scores:
    """The best score of a kind for all of it: which is nearer tells them apart, not whose entry is
    longer."""
    if not scores.spoken_of:
        return scores
    named, spoken_of = dict(scores.named), dict(scores.spoken_of)
    for numbers in kinds.values():
        for told in (named, spoken_of) if len(numbers) > 1 else ():
            best = max(told.get(number, 0.0) for number in numbers)
            told.update(dict.fromkeys(numbers, best))
    return replace(scores, named=named, spoken_of=spoken_of)


def of_each_kind(
    numbers: Iterable[int], services: Sequence[Service]
) -> Mapping[str, Sequence[int]]:
    """The services by kind."""
    kinds: defaultdict[str, list[int]] = defaultdict(list)
    for number in numbers:
        kinds[kind_of(services[number])].append(number)
    return kinds


def nearest_of_a_kind_first(
    ranked: Sequence[_Each], service_of: Callable[[_Each], Service]
) -> list[_Each]:
    """The town halls of other towns after all that is of another kind."""
    kinds = [kind_of(service_of(each)) for each in ranked]
    counts = Counter(kinds)
    first: list[_Each] = []
    others: list[_Each] = []
    seen: set[str] = set()
    for kind, each in zip(kinds, ranked, strict=True):
        is_more = counts[kind] >= _IN_EVERY_TOWN and kind in seen
        (others if is_more else first).append(each)
        seen.add(kind)
    return [*first, *others]
