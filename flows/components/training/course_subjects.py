"""What is a course asked for to teach, and do we teach it? In whatever spelling it is written.

A subject is known by the words of a title of ours, by what means the same in a search, and by the
consonants that both scripts share: "siya7a", "syaha" and سياحة are one.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from flows.engine.understanding import Meaning
from flows.engine.understanding.intents import COURSE, TAUGHT
from flows.engine.understanding.model.features import consonants
from flows.engine.understanding.words import is_arabic, stems, without_article
from flows.engine.world import World
from services_directory.search.name_weight import share_said
from services_directory.search.tokens import tokens
from services_directory.values.entries import OfferKind, Programme, Service
from services_directory.values.local_text import LocalText
from services_directory.vocabulary.synonyms import words_like

_SURE = 3
"""Consonants that are enough to know a word by; of two, a glide has to be there as well."""

_GLIDES = ("y", "ي", "ia", "ie", "io", "ea")
_SHORTEST = 4
"""Letters of a word in Latin letters that is known by its sound."""


def offer_by_sound(world: World, meaning: Meaning) -> str:
    """The one training whose title is heard in what is asked of a course; ""."""
    is_of_course = meaning.phrase(COURSE) or _needs_of_training(world.programme) & {*meaning.topics}
    if not is_of_course:
        return ""
    named = {
        each.code
        for each in world.programme.offers_of(OfferKind.TRAINING)
        for word in meaning.said.split()
        if _is_heard_in(word, each.title, world)
    }
    return named.pop() if len(named) == 1 else ""


def is_titled(word: str, title: LocalText, world: World) -> bool:
    """Whether a title says it, whatever the spelling."""
    return share_said(title, word) > 0 or _is_heard_in(word, title, world)


def not_taught(world: World, meaning: Meaning) -> tuple[str, ...]:
    """The subjects that a course is asked for, where we have none of any of them: neither to
    register for, nor to begin soon."""
    asked = _subjects(world, meaning)
    trainings = world.trainings
    courses = (trainings.course(each.course_id) for each in trainings.enrolling(world.now))
    titles = [each.title for each in world.programme.offers_of(OfferKind.TRAINING)]
    titles += [each.title for each in courses if each is not None]
    ours = any(is_titled(word, title, world) for word in asked for title in titles)
    return () if ours else asked


def is_taught_by(services: Iterable[Service], subjects: Iterable[str], world: World) -> bool:
    """Whether the name of one of these services says that it teaches one of them."""
    return any(is_titled(word, each.name, world) for each in services for word in subjects)


def _subjects(world: World, meaning: Meaning) -> tuple[str, ...]:
    """Words for what can be learnt, and none that is said of any course."""
    lexicon, known = world.lexicon, _needs_of_training(world.programme)
    of_any = lexicon.beside(TAUGHT)
    found = []
    for word in meaning.said.split():
        forms = (word, without_article(word), *stems(word))
        if any(form in of_any for form in forms) or any(_is_course(world, f) for f in forms):
            continue
        if any(row.intent in known for form in forms for row in lexicon.inside.get(form, ())):
            found.append(word)
    return tuple(found)


def _is_course(world: World, word: str) -> bool:
    return any(row.intent == COURSE for row in world.lexicon.phrases.get(word, ()))


def _needs_of_training(programme: Programme) -> frozenset[str]:
    return frozenset(
        each.code for each in programme.categories if each.offers is OfferKind.TRAINING
    )


def _is_heard_in(word: str, title: LocalText, world: World) -> bool:
    """Written in Latin letters as it sounds; a word that means something else is no spelling."""
    if not word.isascii() or len(word) < _SHORTEST or _means_otherwise(word, world):
        return False
    return _sound(word) in _sounds_of(title)


def _means_otherwise(word: str, world: World) -> bool:
    lexicon, known = world.lexicon, _needs_of_training(world.programme)
    rows = lexicon.inside.get(word, ())
    is_other = any(row.intent not in known for row in rows)
    tables = (lexicon.filler, lexicon.wishes, lexicon.polite, lexicon.everyday, lexicon.place_names)
    return is_other or _is_course(world, word) or any(word in table for table in tables)


@lru_cache(maxsize=256)
def _sounds_of(title: LocalText) -> frozenset[str]:
    """Of the words of a title in Arabic letters, and of every such word that means the same."""
    written = {token for _locale, words in title.words for token in tokens(words)}
    alike = written | {each for token in written for each in words_like(token)}
    return frozenset(sound for each in alike if is_arabic(each) and (sound := _sound(each)))


@lru_cache(maxsize=4096)
def _sound(word: str) -> str:
    """What is heard of it, in either script; "" where that is too little to know it by."""
    bare = without_article(word)
    heard = consonants(bare)
    has_glide = len(heard) > 1 and any(each in bare for each in _GLIDES)
    return heard if len(heard) >= _SURE or has_glide else ""
