"""Which place does a message name, in whatever spelling?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from flows.engine.understanding import words
from flows.engine.understanding.lexicon import Lexicon

_MOST_WORDS = 3
_SHORT_NAME = 4
"""Names of fewer letters are also everyday words (Ala is "on"): alone or after "in" only."""

_BEFORE_PLACES = frozenset(("a", "f", "fi", "fel", "in", "at", "near", "من", "في", "vers", "de"))
_OF = frozenset(("de", "من"))
"""Before a place, and before everything else: "panne de moteur" is not in Mateur."""

_LEAST_FOR_GUESSING = 5


def place_in(found: Sequence[str], taken: set[int], lexicon: Lexicon) -> str | None:
    """The id of the first place with the longest name; its words are added to `taken`.

    `found`: folded words. Exact names win over joined clitics, those over likely typing errors.
    Words of a longer name elsewhere are none of ours: Ouled Haffouz is far from Haffouz."""
    for spellings in (_as_written, _with_clitics, _by_likeness):
        if spellings is _by_likeness:
            found = found[: words.GUESSED_WORDS]
        for size in range(min(_MOST_WORDS, len(found)), 0, -1):
            for start in range(len(found) - size + 1):
                run = range(start, start + size)
                for name in spellings(found[start : start + size], lexicon):
                    place = lexicon.place_names.get(name)
                    if not place or not _is_meant(name, start, found):
                        continue
                    if taken.isdisjoint(run) and not _in_longer_name(run, found, lexicon):
                        taken.update(run)
                        return place
    return None


def elsewhere_in(found: Sequence[str], taken: AbstractSet[int], lexicon: Lexicon) -> str | None:
    """The first town in `found` that is none of the programme's.

    Exactly spelled, or joined; with a typing error only after "in", in a word that is not `taken`
    by a need: everyday words are more like some town of a whole country than like one of ours."""
    for run in _runs_elsewhere(found, lexicon):
        return " ".join(found[at] for at in run)
    for at in range(1, min(len(found), words.GUESSED_WORDS)):
        if at in taken or found[at - 1] not in _BEFORE_PLACES - _OF:
            continue
        if _is_known(found[at], lexicon):
            continue
        if any(words.mistyped(found[at], lexicon.far_towns.alike)):
            return found[at]
    return None


def _runs_elsewhere(found: Sequence[str], lexicon: Lexicon) -> Iterator[range]:
    """Where in `found` towns stand that are none of ours, the longest names first."""
    for size in range(min(_MOST_WORDS, len(found)), 0, -1):
        for start in range(len(found) - size + 1):
            run = found[start : start + size]
            names = (*_as_written(run, lexicon), *_with_clitics(run, lexicon))
            if any(name in lexicon.elsewhere for name in names):
                yield range(start, start + size)


def _in_longer_name(place: range, found: Sequence[str], lexicon: Lexicon) -> bool:
    """The words at `place` are part of a longer name, of a town that is none of ours."""
    return any(
        len(run) > len(place) and set(place) <= set(run) for run in _runs_elsewhere(found, lexicon)
    )


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
    if len(run) == 1 and (
        _is_known(joined, lexicon) or not lexicon.elsewhere.isdisjoint(words.stems(joined))
    ):
        return
    for word in (joined, *words.stems(joined)):
        if len(word) >= _LEAST_FOR_GUESSING:
            yield from words.mistyped(word, lexicon.towns.alike)
            yield from words.sounding_like(word, lexicon.towns.sounds)


def _is_known(word: str, lexicon: Lexicon) -> bool:
    """It is a word of its own, and no town's name with a typing error."""
    known = (lexicon.inside, lexicon.filler, lexicon.everyday, lexicon.elsewhere)
    return any(word in words_of_ours for words_of_ours in known)
