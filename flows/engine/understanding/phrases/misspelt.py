"""Is a phrase said in another spelling? "g pa de credi" is "j'ai pas de crédit".

Whoever is in danger types fast. What is short for words is written out; then a phrase is known by
how it sounds, without the endings nobody hears, or by its consonants, which are the same in both
scripts of Tunisian. One letter may be wrong in a short phrase, two in a long one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from flows.engine.understanding.lexicon import MOST_WORDS, Keyword, Lexicon, Phrase, Sounded
from flows.engine.understanding.model.features import consonants
from flows.engine.understanding.phrases.said import Said, phrases_in
from flows.engine.understanding.words import is_arabic, without_article

_SHORT = {
    "g": "j'ai",
    "c": "c'est",
    "e": "est",
    "ya": "y a",
    "k": "que",
    "ki": "qui",
    "pr": "pour",
    "ds": "dans",
    "dan": "dans",
    "tt": "tout",
    "mtn": "maintenant",
    "tjr": "toujours",
    "tel": "telephone",
    "pu": "plus",
    "pa": "pas",
    "rep": "repond",
    "msg": "message",
    **dict.fromkeys(("cnt", "cant", "can't", "cannot"), "can not"),
    "dont": "do not",
    "don't": "do not",
    "r": "are",
    "fone": "phone",
    "no1": "no one",
    "noone": "no one",
}
"""What is typed for a word, or for two, in messages that cost by the letter."""

_SMALL = frozenset(
    (
        *("de", "d", "du", "des", "la", "le", "les", "l", "un", "une", "a", "en", "mon", "mes"),
        *("the", "to", "my", "fi", "fel", "el", "mte3i", "في", "على", "متاعي"),
    )
)
"""Words that may be missing from a phrase, or stand in it, and change nothing of what it says."""

_PARTED = re.compile(r"\b(can|couldn|don|doesn|won)[ ](t)\b")

_TOGETHER = (
    *(("eau", "o"), ("au", "o"), ("oi", "wa"), ("oa", "wa"), ("ou", "u"), ("ai", "e"), ("ei", "e")),
    *(("ill", "i"), ("ph", "f"), ("qu", "k"), ("ck", "k"), ("ch", "$"), ("sh", "$")),
    *(("ce", "se"), ("ci", "si"), ("kh", "k"), ("gh", "r")),
)
_ALONE = str.maketrans("95c6qy8x", "kkktkirs", "'h732")
_DOUBLE = re.compile(r"(.)\1+")
_UNHEARD = re.compile(r"(?<=...)(?:er|ez|es|ts|ds|[estdxpz])$")
_JOINED = re.compile(r"(?<=...)(?:هم|ها|كم|وا)$")
"""Endings that nobody hears, and whom it is done to, joined to an Arabic word."""

_MOST_READ = 30
"""Words of a message that are compared: who is in danger says it early."""

_LEAST_LETTERS, _LEAST_CONSONANTS = 6, 5
_UNWRITTEN = 2
_FREELY = 0.5
"""So much of the letters may differ where all consonants are the same."""


def misspelt_in(found: Sequence[str], kind: str, lexicon: Lexicon) -> tuple[Said, ...]:
    """Phrases of one kind of mark, "after:", in folded words; the longest first."""
    full = _in_full(found)
    right = tuple(said for said in phrases_in(full, lexicon) if said.mark.startswith(kind))
    return right or tuple(sorted(_alike(full, kind, lexicon), key=lambda said: -said.words))


def _in_full(found: Sequence[str]) -> list[str]:
    """With what is short for words written out; "can t" is "can't" without its apostrophe."""
    whole = _PARTED.sub(r"\1'\2", " ".join(found)).split()
    return [each for word in whole for each in _SHORT.get(word, word).split()]


def sounded(rows: Iterable[tuple[str, Keyword]]) -> Sounded:
    """Folded phrases of keywords.csv as `misspelt_in` finds them; too short ones are left out, for
    they sound like too much."""
    letters: defaultdict[str, list[Phrase]] = defaultdict(list)
    spoken: defaultdict[str, list[Phrase]] = defaultdict(list)
    for phrase, row in rows:
        heard = _Heard.of([word for word in _in_full(phrase.split()) if word not in _SMALL])
        said = Phrase(row, heard.letters, heard.words)
        if len(heard.letters) >= _LEAST_LETTERS:
            letters[heard.letters].append(said)
        if len(heard.consonants) >= _LEAST_CONSONANTS:
            spoken[heard.consonants].append(said)
    return Sounded(
        {each: tuple(said) for each, said in letters.items()},
        {each: tuple(said) for each, said in spoken.items()},
    )


class _Heard(NamedTuple):
    """Words as they sound, without blanks; how many they are."""

    letters: str
    consonants: str
    words: int

    @classmethod
    def of(cls, said: Sequence[str]) -> _Heard:
        return cls("".join(map(_letters, said)), "".join(map(_consonants, said)), len(said))


def _alike(found: Sequence[str], kind: str, lexicon: Lexicon) -> Iterator[Said]:
    kept = [word for word in found[:_MOST_READ] if word not in _SMALL]
    for start in range(len(kept)):
        for size in range(1, min(MOST_WORDS, len(kept) - start) + 1):
            heard = _Heard.of(kept[start : start + size])
            for phrase in _sounding_like(heard, lexicon.sounded):
                row = phrase.row
                if row.intent.startswith(kind) and abs(size - phrase.words) <= 1:
                    yield Said(row.intent, row.language, size, size == len(kept))


def _sounding_like(heard: _Heard, sounded: Sounded) -> Iterator[Phrase]:
    # Arabic letters leave out the short vowels: each says more.
    length = len(heard.letters) + (_UNWRITTEN if is_arabic(heard.letters) else 0)
    if length >= _LEAST_LETTERS:
        known, limit = sounded.letters, _allowed(length)
        near = process.extract(
            heard.letters, known.keys(), scorer=OSA.distance, score_cutoff=limit, limit=None
        )
        for letters, _off, _at in near:
            # They begin alike: "can" is "cannot" mistyped no more than "want" is.
            if letters[0] == heard.letters[0]:
                yield from known[letters]
    for phrase in sounded.consonants.get(heard.consonants, ()):
        if is_arabic(heard.letters) != is_arabic(phrase.letters) or (
            OSA.normalized_distance(phrase.letters, heard.letters) <= _FREELY
        ):
            yield phrase


def _allowed(length: int) -> int:
    return 0 if length < 6 else 1 if length < 11 else 2


@lru_cache(maxsize=4096)
def _letters(word: str) -> str:
    """A folded word as it is heard, so far as letters tell: telephoner and telefone are one."""
    if is_arabic(word):
        return _JOINED.sub("", without_article(word))
    for written, heard in _TOGETHER:
        word = word.replace(written, heard)
    word = _DOUBLE.sub(r"\1", word.translate(_ALONE))
    return _UNHEARD.sub("", word)


@lru_cache(maxsize=4096)
def _consonants(word: str) -> str:
    if is_arabic(word):
        return consonants(_JOINED.sub("", without_article(word)))
    return consonants(_UNHEARD.sub("", word))
