"""Which words of a message speak of a course, and is there nothing else in it?

Words by words, since nobody writes such a question twice alike; each has its mark in keywords.csv,
"asks:when".
"""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz.distance import OSA

from flows.engine.understanding.lexicon import Lexicon
from flows.engine.understanding.words import stems

_LONG = 6
"""Letters of a word that is long enough to be known with a slip in it."""

_LATE, LEAVE, _SICK = "late", "leave", "sick"
_SURELY = frozenset(("course", "line", LEAVE, _LATE, "group", "certificate"))
"""Said of a course by whoever is in one; what else may be asked of it is asked of much else."""

_OF_PEOPLE = frozenset(("other", _SICK, "child", "door", "closed", "nobody"))
"""Of a husband, an illness, or a closed door: whoever is in a course may be in danger of them."""

_TIME = "time"
_NOT_OF_LEAVING = frozenset((_TIME, "people"))
"""Who says that they end it tonight, or leave people, does not speak of a course by that."""


def words_of(said: str) -> list[str]:
    """Of a folded message, without its marks."""
    return said.replace("?", " ").replace("؟", " ").replace("-", " ").split()


def mark_of(word: str, lexicon: Lexicon) -> str | None:
    """What a word asks of a course; a long one with a slip in it as well."""
    known = _known(word, lexicon)
    if known is None and len(word) >= _LONG - 1:
        long = (each for each in lexicon.asks if len(each) >= _LONG and each.isascii())
        known = next((each for each in long if OSA.distance(word, each) <= 1), None)
    return lexicon.asks[known] if known else None


def _known(word: str, lexicon: Lexicon) -> str | None:
    """In one of its forms, without what is written joined to it."""
    return next((form for form in _forms(word, lexicon) if form in lexicon.asks), None)


def _forms(word: str, lexicon: Lexicon) -> Iterator[str]:
    yield word
    yield from stems(word)
    yield from (word[len(each) :] for each in lexicon.joined if word.startswith(each))


def marks_alone(said: str, lexicon: Lexicon, *, unknown: int = 0) -> frozenset[str]:
    """What a message asks of a course, where its other words are small ones, days and numbers, and
    at most so many `unknown`; nothing where it says anything else."""
    marks: set[str] = set()
    for word in words_of(said):
        known = _known(word, lexicon)
        if known is not None:
            marks.add(lexicon.asks[known])
        elif any(form in lexicon.wishes for form in _forms(word, lexicon)):
            marks.add(_TIME)
        elif not _is_small(word, lexicon):
            unknown -= 1
    return frozenset(marks) if unknown >= 0 else frozenset()


def is_surely_of_course(marks: frozenset[str]) -> bool:
    """Whether it is said of a course by whoever is in one, and not of somebody beside them."""
    if LEAVE in marks and "course" not in marks and marks & _NOT_OF_LEAVING:
        return False
    return bool(marks & _SURELY) and not marks & _OF_PEOPLE


def says_ill(said: str, lexicon: Lexicon) -> bool:
    """Whether an illness is named in it, among whatever else."""
    return any(mark_of(word, lexicon) == _SICK for word in words_of(said))


_MOST_WORDS_OF_LATE = 8


def says_late(said: str, lexicon: Lexicon) -> bool:
    """Whether somebody says that they come late, and nothing else."""
    is_short = len(words_of(said)) <= _MOST_WORDS_OF_LATE
    return is_short and _LATE in marks_alone(said, lexicon)


def _is_small(word: str, lexicon: Lexicon) -> bool:
    if word.isdecimal() or word in lexicon.polite:
        return True
    return any(form in lexicon.filler for form in _forms(word, lexicon))
