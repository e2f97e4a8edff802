"""How much of what was said does each document have?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum


class Field(IntEnum):
    """Where a word stands; the names of a service say most of what it is."""

    NAME = 0
    ORGANISATION = 1
    REST = 2


_NAMING = (1.0, 0.8, 0.0)
_SPEAKING = (1.0, 0.9, 0.7)
"""By field, how much of a word is there: for names alone, and for all of a document."""


@dataclass(frozen=True, slots=True)
class Said:
    """One word that was said: what it weighs, and what of it each document has, by its number."""

    token: str
    weight: float
    spoken_of: dict[int, float]
    named: dict[int, float]

    def add(self, postings: Iterable[int], worth: float) -> None:
        speaking = tuple(worth * share for share in _SPEAKING)
        naming = tuple(worth * share for share in _NAMING)
        spoken_of, named = self.spoken_of, self.named
        for posting in postings:
            number, field = posting >> 2, posting & 3
            if speaking[field] > spoken_of.get(number, 0.0):
                spoken_of[number] = speaking[field]
            if naming[field] > named.get(number, 0.0):
                named[number] = naming[field]


_SEVERAL, _NEARLY_NAMED = 2, 0.6
"""So many words of a description together say nearly as much as a name."""

Heard = list[Said]


@dataclass(frozen=True, slots=True)
class Scores:
    """By document, shares from 0 to 1 of what was asked; a rare word counts for more.

    `named`: by names, or nearly so by several words anywhere. `spoken_of`: anywhere. `words`: how
    many of the words names have. `count`: how many words were asked.
    """

    named: Mapping[int, float]
    spoken_of: Mapping[int, float]
    words: Mapping[int, int]
    count: int = 0


NOTHING_SAID = Scores({}, {}, {})


def scored(heard: Iterable[Said]) -> Scores:
    """The shares of all the words together."""
    heard = list(heard)
    total = sum(said.weight for said in heard) or 1.0
    named: dict[int, float] = {}
    spoken_of: dict[int, float] = {}
    words: dict[int, int] = {}
    spoken: dict[int, int] = {}
    for said in heard:
        for number, points in said.spoken_of.items():
            spoken_of[number] = spoken_of.get(number, 0.0) + points / total
            spoken[number] = spoken.get(number, 0) + 1
        for number, points in said.named.items():
            named[number] = named.get(number, 0.0) + points / total
            words[number] = words.get(number, 0) + 1
    for number, count in spoken.items():
        if count >= _SEVERAL:
            named[number] = max(named.get(number, 0.0), spoken_of[number] * _NEARLY_NAMED)
    return Scores(named, spoken_of, words, len(heard))
