"""Which place does a message name, in whatever spelling?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flows.engine.understanding import words
from flows.engine.understanding.lexicon import Lexicon

_MOST_WORDS = 3
_SHORT_NAME = 4
"""Names of fewer letters are also everyday words (Ala is "on"): alone or after "in" only."""

_BEFORE_PLACES = frozenset(("a", "f", "fi", "fel", "in", "at", "near", "من", "في", "vers", "de"))
_LEAST_FOR_GUESSING = 5


def place_in(found: Sequence[str], taken: set[int], lexicon: Lexicon) -> str | None:
    """The id of the first place with the longest name; its words are added to `taken`.

    `found`: folded words. Exact names win over joined clitics, those over likely typing errors."""
    for spellings in (_as_written, _with_clitics, _by_likeness):
        if spellings is _by_likeness:
            found = found[: words.GUESSED_WORDS]
        for size in range(min(_MOST_WORDS, len(found)), 0, -1):
            for start in range(len(found) - size + 1):
                run = range(start, start + size)
                for name in spellings(found[start : start + size], lexicon):
                    place = lexicon.place_names.get(name)
                    if place and _is_meant(name, start, found) and taken.isdisjoint(run):
                        taken.update(run)
                        return place
    return None


def elsewhere_in(found: Sequence[str], lexicon: Lexicon) -> str | None:
    """The first town in `found` that is none of the programme's; exactly spelled, or joined."""
    for size in range(min(_MOST_WORDS, len(found)), 0, -1):
        for start in range(len(found) - size + 1):
            run = found[start : start + size]
            for spellings in (_as_written, _with_clitics):
                for name in spellings(run, lexicon):
                    if name in lexicon.elsewhere:
                        return name
    return None


def _is_meant(name: str, start: int, found: Sequence[str]) -> bool:
    if len(name) >= _SHORT_NAME or len(found) == 1:
        return True
    return start > 0 and found[start - 1] in _BEFORE_PLACES


def _as_written(run: Sequence[str], lexicon: Lexicon) -> Iterator[str]:
    yield " ".join(run)
    yield " ".join(words.squeeze(word) for word in run)


def _with_clitics(run: Sequence[str], lexicon: Lexicon) -> Iterator[str]:
    rest = " ".join(run[1:])
    for stem in words.stems(run[0]):
        if len(stem) + len(rest) >= _SHORT_NAME:
            yield f"{stem} {rest}".strip()
            yield f"{words.without_article(stem)} {rest}".strip()


def _by_likeness(run: Sequence[str], lexicon: Lexicon) -> Iterator[str]:
    joined = "".join(run)
    known = (lexicon.inside, lexicon.filler, lexicon.everyday)
    if len(run) == 1 and any(joined in words_of_ours for words_of_ours in known):
        return
    for word in (joined, *words.stems(joined)):
        if len(word) >= _LEAST_FOR_GUESSING:
            yield from words.mistyped(word, lexicon.towns.alike)
            yield from words.sounding_like(word, lexicon.towns.sounds)
