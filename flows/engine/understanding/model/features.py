"""Which pieces of a message does the model weigh? Letters, words, and the consonants alone.

Nobody spells Tunisian twice the same: نحب, n7eb and nheb are one word. Written by its consonants
alone, one sign a sound, a word in Arabic letters and the same word in Latin ones fall together, and
what was learnt from one is known of the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from flows.engine.understanding.words import folded_words, squeeze

VERSION = 2
"""Of what this file finds in a text: weights that were trained on other features are refused."""

SIZES = (2, 3, 4, 5)
"""Letters in a piece of a word."""

JOINED = (3, 4, 5)
"""Letters in a piece that words run together in, and that passes from one word into the next."""

WORDS = 1
"""Which of the kinds of pieces are whole words."""

QUESTION = "?"

_LONGEST_NUMBER = 5

_TOGETHER = (
    *(("kh", "5"), ("gh", "8"), ("ch", "$"), ("sh", "$"), ("th", "t"), ("dh", "d"), ("ph", "f")),
    ("qu", "k"),
)
"""Letters that are one sound together, before each is read alone."""

_SOUNDS = str.maketrans(
    {
        **dict.fromkeys("aeiouyw'23اويعءةى", ""),
        **dict.fromkeys("5xخ", "x"),
        **dict.fromkeys("8رغ", "r"),
        **dict.fromkeys("$ش", "c"),
        **dict.fromkeys("7حه", "h"),
        **dict.fromkeys("6تثط", "t"),
        **dict.fromkeys("9qgcقك", "k"),
        **dict.fromkeys("pب", "b"),
        **dict.fromkeys("vف", "f"),
        **dict.fromkeys("دذضظ", "d"),
        **dict.fromkeys("سص", "s"),
        "ج": "j",
        "ز": "z",
        "ل": "l",
        "م": "m",
        "ن": "n",
    }
)
_DOUBLE = re.compile(r"(.)\1+")


def words_weighed(text: str) -> tuple[str, ...]:
    """The folded words of a message, the question mark among them; long numbers are all alike."""
    found = tuple(_plain(word) for word in folded_words(text))
    return (*found, QUESTION) if QUESTION in text or "؟" in text else found


def features_of(found: Sequence[str]) -> tuple[set[str], ...]:
    """The kinds of pieces of `words_weighed`: of words, words, both of their consonants, and what
    does not mind where a word ends, as poor typists do not."""
    spoken = [sounds for word in found if (sounds := consonants(word))]
    return (
        set(_pieces(found, "")),
        set(_runs(found, "=")),
        set(_pieces(spoken, "^")),
        set(_runs(spoken, "~")),
        {*_without_ends("".join(spoken)), *_across(found)},
    )


def consonants(word: str) -> str:
    """What is left of a folded word in either script without its vowels: خدمة, khedma: "xdm"."""
    if len(word) > 1 and word[-1] in "هh":
        word = word[:-1]
    for letters, sound in _TOGETHER:
        word = word.replace(letters, sound)
    return _DOUBLE.sub(r"\1", word.translate(_SOUNDS))


def _plain(word: str) -> str:
    if word.isdecimal() and len(word) > 1:
        return "0" * min(len(word), _LONGEST_NUMBER)
    return squeeze(word)


def _pieces(found: Sequence[str], mark: str) -> Iterator[str]:
    for word in found:
        padded = f" {word} "
        for size in SIZES:
            for start in range(len(padded) - size + 1):
                yield mark + padded[start : start + size]


def _without_ends(spoken: str) -> Iterator[str]:
    padded = f"<{spoken}>"
    for size in JOINED:
        for start in range(len(padded) - size + 1):
            yield "!" + padded[start : start + size]


def _across(found: Sequence[str]) -> Iterator[str]:
    """The end of each word and the beginning of the next."""
    reach = JOINED[-1] - 2
    for before, after in pairwise(found):
        end = before[-reach:]
        both, gap = f"{end} {after[:reach]}", len(end)
        for size in JOINED:
            for start in range(max(0, gap - size + 2), min(gap, len(both) - size + 1)):
                yield both[start : start + size]


def _runs(found: Sequence[str], mark: str) -> Iterator[str]:
    """Single words and pairs of neighbours."""
    before = ""
    for word in found:
        yield mark + word
        yield f"{mark}{before} {word}"
        before = word
