"""What is looked for, as a session remembers it, and as the directory is asked."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache

from flows.components.offers import offer_in
from flows.components.training.course_subjects import offer_by_sound
from flows.engine.session import Memory
from flows.engine.understanding import Meaning, understand
from flows.engine.understanding.intents import OUTSIDE
from flows.engine.understanding.wishes import without_wishes
from flows.engine.world import World
from services_directory.search.filters import FREE, OPEN, Wishes
from services_directory.search.finder import Found, Query
from services_directory.values.entries import Position
from services_directory.values.normalise import fold

_NO_NAMES = frozenset((OPEN, "opens", FREE, "years", "older", "families"))
"""Wishes: a name that has their words ("12-18 ans", a ministry's) is no better answer."""

COUNTRY = "country"
"""In the place of a place: only what helps in the whole country."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for, as a session remembers it: text, empty where it was not said.

    `words`: what else was said, as far as the directory knows it; it orders the answers. `also`:
    other needs that were named; `wishes`: names of wishes; both joined by blanks. `offer`: what of
    ours was named, to be registered for.
    """

    need: str = ""
    place: str = ""
    words: str = ""
    near: str = ""
    also: str = ""
    wishes: str = ""
    offer: str = ""

    @classmethod
    def remembered(cls, memory: Memory) -> Asked:
        return cls(**{each.name: memory.get(each.name, "") for each in fields(cls)})

    @classmethod
    def said(cls, world: World, meaning: Meaning) -> Asked:
        """What a sentence asks for; `need` is empty where it names none of ours."""
        programme = world.programme
        known = {each.code for each in programme.categories} | programme.finer_codes
        heard = next((topic for topic in meaning.topics if topic in known), "")
        need = titled(world, meaning) or heard
        return cls(
            need=need,
            place=meaning.place or "",
            words=_words_of(world, meaning),
            also=" ".join(each for each in meaning.also if each in known and each != need),
            wishes=" ".join(wish for wish in meaning.wishes if wish != need),
            offer=offer_in(meaning.said, programme) or offer_by_sound(world, meaning),
        )

    def remember(self) -> dict[str, str]:
        return {each.name: said for each in fields(self) if (said := getattr(self, each.name))}

    @property
    def other_needs(self) -> tuple[str, ...]:
        return tuple(self.also.split())


def found_by(world: World, words: str) -> tuple[Found, ...]:
    """What somebody who writes these words is shown, the best first."""
    meaning = understand(words, world.lexicon)
    asked = Asked.said(world, meaning)
    if meaning.intent == OUTSIDE or not (asked.need or asked.words or asked.place):
        return ()
    query = query_of(world, asked)
    return () if world.finder.knows_unchecked(query) else world.finder.find(query)


def query_of(world: World, asked: Asked) -> Query:
    """What the directory is asked."""
    latitude, _comma, longitude = asked.near.partition(",")
    finer = world.programme.finer(asked.need)
    return Query(
        category=finer.category if finer else asked.need or None,
        place=asked.place if asked.place != COUNTRY else None,
        words=asked.words,
        near=Position(float(latitude), float(longitude)) if longitude else None,
        now=world.now,
        also=asked.other_needs,
        wishes=Wishes(tuple(asked.wishes.split())),
        nationwide=asked.place == COUNTRY,
        only=finer.services if finer else None,
    )


def titled(world: World, meaning: Meaning) -> str:
    """The need whose own title is all that was said beside a place: the whole of it is meant."""
    of_place = _of_place(world, meaning)
    said = tuple(word for word in meaning.said.split() if word not in of_place)
    for category in world.programme.categories:
        for _locale, title in category.title.words:
            if said == _folded(title):
                return category.code
    return ""


def _of_place(world: World, meaning: Meaning) -> frozenset[str]:
    """The words of every name of the place asked."""
    place = world.directory.place(meaning.place)
    names = (*(words for _l, words in place.name.words), *place.spellings) if place else ()
    return frozenset(word for name in names for word in _folded(name))


@lru_cache(maxsize=4096)
def _folded(name: str) -> tuple[str, ...]:
    """The words of a name of ours: the same few are read with every message."""
    return tuple(fold(name).replace(",", " ").split())


def _words_of(world: World, meaning: Meaning) -> str:
    """What the directory knows of the words said, without the name of the place asked."""
    said = (
        word
        for word in without_wishes(meaning.said.split(), world.lexicon, _NO_NAMES)
        if word not in world.lexicon.filler
    )
    words, of_place = world.finder.known_words(" ".join(said)).split(), _of_place(world, meaning)
    return " ".join(word for word in words if word not in of_place)
