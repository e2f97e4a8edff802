"""What needs and wishes does a sentence speak of, word by word?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from flows.engine.understanding import words
from flows.engine.understanding.intents import EMERGENCY, Openings
from flows.engine.understanding.lexicon import MOST_WORDS, NEIGHBOURS, NO_LANGUAGE, Keyword, Lexicon
from flows.engine.understanding.whole import nearest

_SHORTEST_PREFIX = 4
_MOST_EXTRA_LETTERS = 3
FREELY_SPELT = "aeb"
"""The language whose words in Latin letters are also known by their consonants."""

_DANGER_PREFIX = 6
"""A danger word must be longer to count by its beginning: "fire" is no part of "fired"."""


@dataclass(frozen=True, slots=True)
class Match:
    """Keywords found at the words `at`.

    `sure` 0 to 1: how literally; `size`: words that count; `is_weak`, `is_strong`: marked so in
    keywords.csv.
    """

    keywords: tuple[Keyword, ...]
    at: tuple[int, ...]
    sure: float
    size: int = 1
    is_weak: bool = False
    is_strong: bool = False

    @property
    def weight(self) -> float:
        """A phrase of several words says more than a word."""
        return self.sure * (1 + 0.75 * (self.size - 1))


def matches_in(
    found: Sequence[str], taken: set[int], lexicon: Lexicon, locale: str | None
) -> tuple[Match, ...]:
    """Every keyword inside the message, long phrases first; each word counts once.

    `found`: folded words; `taken`: places of words that are spoken for, extended here."""
    heard = language_of_small_words(found, lexicon)
    known = {*lexicon.spoken, NO_LANGUAGE, locale}
    foreign: list[Match] = []
    matches = tuple(_settled(found, taken, lexicon, heard or locale, known, foreign))
    if matches or not foreign or any(word in lexicon.filler for word in found):
        return matches
    # Nobody's small words: it may be a language we do not speak, but understand a little.
    return tuple(_settled(found, taken, lexicon, locale, None, []))


def language_of_small_words(found: Sequence[str], lexicon: Lexicon) -> str | None:
    """The language that most of the small words are in; None when two are as likely."""
    counted = Counter(code for word in found for code in lexicon.filler.get(word, ()))
    likely = counted.most_common(2)
    if not likely or (len(likely) > 1 and likely[0][1] == likely[1][1]):
        return None
    return likely[0][0]


def _settled(
    found: Sequence[str],
    taken: set[int],
    lexicon: Lexicon,
    heard: str | None,
    known: AbstractSet[str | None] | None,
    foreign: list[Match],
) -> Iterator[Match]:
    """The matches in languages that are `known`, each read in the language nearest to `heard`.

    The others are added to `foreign`."""
    for match in _all(found, taken, lexicon, heard):
        group = nearest(match.keywords, lexicon, heard)
        if known is not None and group[0].language not in known:
            foreign.append(match)
        else:
            taken.update(match.at)
            small = sum(found[i] in lexicon.filler for i in match.at)
            sure = match.sure * _trust(group[0].language, heard, len(match.at))
            said = _join(found, match.at)
            yield Match(
                group,
                match.at,
                sure,
                size=max(1, len(match.at) - small),
                is_weak=match.is_weak or _is_marked(said, lexicon.weak),
                is_strong=_is_marked(said, lexicon.strong),
            )


def _is_marked(said: str, marked: AbstractSet[str]) -> bool:
    """Also with the Arabic "and" joined to it."""
    return said in marked or words.without_and(said) in marked


def _trust(language: str, heard: str | None, size: int) -> float:
    """A single word of a language that nobody mixes into the one heard is likely another word."""
    if heard is None or size > 1 or language in (NO_LANGUAGE, heard, *NEIGHBOURS.get(heard, ())):
        return 1.0
    return 0.5


def _all(
    found: Sequence[str], taken: set[int], lexicon: Lexicon, heard: str | None
) -> Iterator[Match]:
    everything = list(range(len(found)))
    content = [i for i in everything if found[i] not in lexicon.filler]
    bare = [words.without_article(word) for word in found]
    plain = [words.without_and(word) for word in found]
    spelt = [words.spelt_out(word) for word in found]
    for size in range(MOST_WORDS, 1, -1):
        for run in _runs(everything, size):
            for spelling in dict.fromkeys(
                (_join(found, run), _join(plain, run), _join(spelt, run))
            ):
                if group := _free(run, taken) and lexicon.inside.get(spelling):
                    yield Match(group, run, 1.0)
        for run in _runs(content, size):
            if group := _free(run, taken) and lexicon.content.get(_join(bare, run)):
                yield Match(group, run, 0.9)
    for i in content:
        if i not in taken and (match := _single(found[i], i, lexicon, heard)):
            yield match


def _runs(places: Sequence[int], size: int) -> Iterator[tuple[int, ...]]:
    for start in range(len(places) - size + 1):
        yield tuple(places[start : start + size])


def _free(run: tuple[int, ...], taken: set[int]) -> bool:
    return taken.isdisjoint(run)


def _join(found: Sequence[str], run: tuple[int, ...]) -> str:
    return " ".join(found[i] for i in run)


def _single(word: str, at: int, lexicon: Lexicon, heard: str | None) -> Match | None:
    for spelling, sure in _spellings(word):
        if group := lexicon.inside.get(spelling):
            return Match(group, (at,), sure, is_weak=spelling in lexicon.weak)
    if at >= words.GUESSED_WORDS:
        return None
    for spelling, sure in _likely(word, lexicon, heard):
        rows = lexicon.inside.get(spelling, ())
        group = tuple(row for row in rows if _may_be_guessed(row, lexicon.openings))
        if group:
            return Match(group, (at,), sure, is_weak=spelling in lexicon.weak)
    return None


def _spellings(word: str) -> Iterator[tuple[str, float]]:
    yield word, 1.0
    if (spelt := words.spelt_out(word)) != word and len(spelt) >= _SHORTEST_PREFIX:
        yield spelt, 0.95
        yield from ((stem, 0.9) for stem in words.stems(spelt) if len(stem) >= _SHORTEST_PREFIX)
    squeezed = words.squeeze(word)
    if squeezed != word:
        yield squeezed, 0.95
    for stem in words.stems(squeezed):
        yield stem, 0.9
        if words.is_arabic(stem) and (bare := words.without_article(stem)) != stem:
            yield bare, 0.88


def _likely(word: str, lexicon: Lexicon, heard: str | None) -> Iterator[tuple[str, float]]:
    word = words.squeeze(word)
    if word in lexicon.folded or word in lexicon.polite or word in lexicon.everyday:
        return
    for stem in (word, *words.stems(word)):
        for extra in range(1, _MOST_EXTRA_LETTERS + 1):
            if len(stem) - extra >= _SHORTEST_PREFIX:
                yield stem[:-extra], 0.7
    if heard in (None, FREELY_SPELT) or words.has_number_letter(word):
        for spelling in words.sounding_like(word, lexicon.needs.sounds):
            yield spelling, 0.65
    for spelling in words.mistyped(word, lexicon.needs.alike):
        yield spelling, 0.5


def _may_be_guessed(row: Keyword, openings: Openings) -> bool:
    """Only needs are guessed by spelling, and danger only by most of a long word."""
    if row.intent == EMERGENCY:
        return len(row.text) >= _DANGER_PREFIX
    return openings.is_need(row.intent)
