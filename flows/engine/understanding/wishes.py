"""What is wished beside the need: open on Saturday, free, for an eight year old, in English …?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from flows.engine.understanding import words
from flows.engine.understanding.lexicon import Lexicon

_MOST_WORDS = 4

_SPEAKS, _OPEN, _AGE = "speaks", "open", "age"
"""Wishes that take a language, a time or years from beside them."""

_WHEN = "when_"
_SINCE = "since"
"""Words after which a day is past: "depuis samedi"."""

_AGED, _AGE_IS, _YEARS, _YEARS_OLD = "aged", "age_is", "years", "years_old"
"""Who may be so old; what only an age follows; years, of anything; years of nothing but a life."""

_CHILDREN = "children"
"""For them, and so old: "pour mon fils de 14 ans"."""

_OPENS, _NOTHING = "opens", "nothing"
"""What makes a day beside it one of opening; words in which a wish only seems to be said."""

_AGED_BEFORE = 3
_OLDEST = 120

_SHORT = 8
"""Of so few words a day is when it should be open: "docteur samedi"."""


@dataclass(frozen=True, slots=True)
class _Said:
    name: str
    start: int
    end: int


def wishes_in(found: Sequence[str], lexicon: Lexicon) -> tuple[str, ...]:
    """The names of the wishes said in `found`, folded words; each once, in the order said.

    "Qui parle anglais" is "speaks:en", "ouvert samedi matin" "open:sa-morning"."""
    said = list(_said(found, lexicon))
    years = _years(found, said, lexicon) if any(word[0].isdigit() for word in found) else None
    if not said:
        return ()
    names = dict.fromkeys(each.name for each in said if not _is_part(each.name))
    if _SPEAKS in names:
        del names[_SPEAKS]
        names |= dict.fromkeys(f"{_SPEAKS}:{code}" for code in _languages(found, lexicon))
    if times := _times(said, found):
        names.pop(_OPEN, None)
        names |= dict.fromkeys(f"{_OPEN}:{time}" for time in times)
    if years is not None:
        names.pop(_CHILDREN, None)
        names[f"{_AGE}:{years}"] = None
    return tuple(names)


def without_wishes(found: Sequence[str], lexicon: Lexicon, names: Collection[str]) -> Iterator[str]:
    """The words of `found` by which none of these wishes is said."""
    said = {
        at
        for each in _said(found, lexicon)
        if each.name in names
        for at in range(each.start, each.end)
    }
    yield from (word for at, word in enumerate(found) if at not in said)


def _is_part(name: str) -> bool:
    return name.startswith(_WHEN) or name in _ONLY_BESIDE


_ONLY_BESIDE = frozenset((_SINCE, _AGED, _AGE_IS, _YEARS, _YEARS_OLD, _OPENS, _NOTHING))


def _said(found: Sequence[str], lexicon: Lexicon) -> Iterator[_Said]:
    """Every wish, the longest way to say it first; each word counts once."""
    end = 0
    for start, word in enumerate(found):
        if start >= end and (said := _at(found, start, word, lexicon)):
            end = said.end
            yield said


def _at(found: Sequence[str], start: int, word: str, lexicon: Lexicon) -> _Said | None:
    for first in (word, *words.stems(word)):
        if first not in lexicon.wish_beginnings:
            continue
        for size in range(min(_MOST_WORDS, len(found) - start), 0, -1):
            phrase = " ".join((first, *found[start + 1 : start + size]))
            if name := lexicon.wishes.get(phrase):
                return _Said(name, start, start + size)
    return None


def _languages(found: Sequence[str], lexicon: Lexicon) -> Iterator[str]:
    for word in found:
        for name in (word, *words.stems(word)):
            if code := lexicon.language_names.get(name):
                yield code


def _times(said: Sequence[_Said], found: Sequence[str]) -> list[str]:
    """Days and parts of them, "sa-morning"; none where they are not when it should be open."""
    past = [(each.start, each.end) for each in said if each.name == _SINCE]
    named = [
        each.name.removeprefix(_WHEN)
        for each in said
        if each.name.startswith(_WHEN)
        and not any(each.start == end or each.end == start for start, end in past)
    ]
    is_opening_said = any(each.name in (_OPEN, _OPENS) for each in said)
    if not named or not (is_opening_said or len(found) <= _SHORT):
        return []
    days = [name for name in dict.fromkeys(named) if name not in _PARTS]
    part = next((name for name in named if name in _PARTS), "")
    if not days:
        return [part]
    return [f"{day}-{part}" if part and "-" not in day else day for day in days]


_PARTS = frozenset(("morning", "afternoon", "evening", "night"))


def _years(found: Sequence[str], said: Sequence[_Said], lexicon: Lexicon) -> int | None:
    """How old somebody is: "15 year old", "mon fils de 14 ans", "3omrou 8", "14ans"."""
    starts = {(each.name, each.start) for each in said}
    ends = {(each.name, each.end) for each in said}
    for at, word in enumerate(found):
        digits = word.rstrip("abcdefghijklmnopqrstuvwxyz")
        joined = lexicon.wishes.get(word[len(digits) :]) if digits != word else ""
        if not digits.isdecimal() or joined is None or not 0 < int(digits) <= _OLDEST:
            continue
        kind = joined or next((n for n in (_YEARS_OLD, _YEARS) if (n, at + 1) in starts), "")
        nearby = range(at - _AGED_BEFORE + 1, at + 1)
        is_of_a_child = any((name, end) in ends for name in (_AGED, _CHILDREN) for end in nearby)
        if kind == _YEARS_OLD or (_AGE_IS, at) in ends or (kind == _YEARS and is_of_a_child):
            return int(digits)
    return None
