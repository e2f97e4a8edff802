"""How does a text fall into words, and which other spellings may each word stand for?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from services_directory.values.normalise import fold, light

LONGEST_TEXT = 1000
"""Letters read of a message: a need is said early, and a long text must cost little."""

GUESSED_WORDS = 30
"""Words of a message whose typing errors are thought about; the rest is read as it stands."""

_NOT_WORD = re.compile(r"[^\w'\U0001F000-\U0001FAFF\u2190-\u2BFF\u2139?\u061F]+|_+")
_SYMBOL = re.compile(r"([?\u061F\U0001F000-\U0001FAFF\u2190-\u2BFF\u2139])")
_THREE_OR_MORE = re.compile(r"(.)\1{2,}")

_ARABIC_CLITICS = (
    "وبال",
    "وال",
    "بال",
    "فال",
    "كال",
    "ولل",
    "لل",
    "ال",
    "و",
    "ب",
    "ل",
    "ف",
    "ع",
    "م",
)
_LATIN_CLITICS = (
    *("wel", "bel", "bil", "lel", "lil", "fel", "fil", "mel", "mil", "3al", "el", "il", "al"),
    *("w", "b", "l", "f", "m"),
)
_FRENCH_CLITICS = ("qu'", "l'", "d'", "j'", "m'", "n'", "s'", "t'", "c'")
_LETTERS_OF_NUMBERS = str.maketrans({"5": "kh", "6": "t", "7": "h", "8": "gh", "9": "k"})
_SHORTEST_STEM = 3
_LEAST_FOR_TYPOS = 5


def words_of(form: str) -> tuple[str, ...]:
    """The words and signs of a text already folded or made light, in order.

    Apostrophes stay inside words; hyphens and punctuation part them; an emoji or a question mark
    is a word of its own, but question marks after a word only colour it and are left out."""
    spaced = _NOT_WORD.sub(" ", form)
    if not spaced.replace(" ", "").isalnum():
        spaced = _SYMBOL.sub(r" \1 ", spaced)
    kept = [word for part in spaced.split() if (word := part.strip("'"))]
    asked = [word for word in kept if word not in ("?", "؟")]
    return tuple(asked or kept[:1])


def folded_words(text: str) -> tuple[str, ...]:
    return words_of(fold(text))


def light_words(text: str) -> tuple[str, ...]:
    return words_of(light(text))


@lru_cache(maxsize=1024)
def squeeze(word: str, times: int = 1) -> str:
    """`word` with letters that are repeated three times or more said only `times`: ouiii, oui."""
    return _THREE_OR_MORE.sub(lambda match: match[1] * times, word)


def has_number_letter(word: str) -> bool:
    """True for Tunisian in Latin letters that writes a sound as a digit: 5edma, n7eb."""
    return any(letter in "2356789" for letter in word) and not word.isdigit()


def spelt_out(word: str) -> str:
    """`word` with the digits that stand for sounds as letters: 6bib, tbib; 5obza, khobza.

    3 and 2 stay: hardly anybody writes their sounds with a letter."""
    return word.translate(_LETTERS_OF_NUMBERS) if has_number_letter(word) else word


def is_arabic(word: str) -> bool:
    return not word.isascii() and any("\u0600" <= letter <= "\u06ff" for letter in word)


@lru_cache(maxsize=1024)
def stems(word: str) -> tuple[str, ...]:
    """What is left of `word` without the small words people write joined to it; not `word`."""
    if is_arabic(word):
        clitics: tuple[str, ...] = _ARABIC_CLITICS
    elif "'" in word:
        clitics = _FRENCH_CLITICS
    else:
        clitics = _LATIN_CLITICS
    if not word.startswith(clitics):
        return ()
    return tuple(
        word[len(clitic) :]
        for clitic in clitics
        if word.startswith(clitic) and len(word) - len(clitic) >= _SHORTEST_STEM
    )


SHORTEST_SOUND = 3
"""Consonants a word must have to be known by them alone."""

_ARTICLES = ("وال", "بال", "فال", "ال", "لل", "qu'", "l'", "d'", "j'", "m'", "s'", "c'")


def without_article(word: str) -> str:
    """`word` without the article that is always written joined to it, if it has one."""
    for article in _ARTICLES if word.startswith(_ARTICLES) else ():
        if word.startswith(article) and len(word) - len(article) >= _SHORTEST_STEM:
            return word[len(article) :]
    return word


def without_and(word: str) -> str:
    """`word` without the Arabic "and" that is written joined to it."""
    return word[1:] if word.startswith("و") and len(word) > _SHORTEST_STEM - 1 else word


_TOGETHER = (
    ("kh", "5"),
    ("gh", "8"),
    ("ch", "$"),
    ("sh", "$"),
    ("th", "t"),
    ("dh", "d"),
    ("ph", "f"),
)
_ALONE = str.maketrans("x9qcg76pv", "5kkkkhtbf", "aeiouyw2'")
"""Letters of one sound, after those that make one together; vowels and stops are left out."""

_DOUBLE = re.compile(r"(.)\1")


@lru_cache(maxsize=4096)
def skeleton(word: str) -> str:
    """The consonants of a word in Latin letters, one sign a sound: khedma and 5idma are "5dm".

    Tunisian has no spelling in Latin letters, and its vowels vary the most. "" for other scripts.
    """
    if not word.isascii():
        return ""
    for letters, sound in _TOGETHER:
        word = word.replace(letters, sound)
    return _DOUBLE.sub(r"\1", word.translate(_ALONE))


def allowed_typos(word: str) -> int:
    return 0 if len(word) < 5 else 1 if len(word) < 9 else 2


def mistyped(word: str, alike: Mapping[tuple[str, int], Sequence[str]]) -> tuple[str, ...]:
    """Known words that `word` may have been meant for, the most alike first.

    `alike`: words by their first letter and their length. They begin alike: people mistype the
    first letter least, and many short words differ by it."""
    limit = allowed_typos(without_article(word))
    if not limit:
        return ()
    measured: list[tuple[int, str]] = []
    for length in range(max(_LEAST_FOR_TYPOS, len(word) - limit), len(word) + limit + 1):
        known = alike.get((word[0], length))
        if not known:
            continue
        found = process.extract(word, known, scorer=OSA.distance, score_cutoff=limit, limit=None)
        measured += [(int(off), each) for each, off, _at in found if off <= allowed_typos(each)]
    return tuple(known for _off, known in sorted(measured))


def sounding_like(word: str, sounds: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Known words with the same consonants as `word` and nearly the same length."""
    sound = skeleton(word)
    if len(sound) < SHORTEST_SOUND:
        return ()
    # Three consonants say less than four: "merde" is not "mridh".
    limit = 2 if len(sound) == SHORTEST_SOUND else 3
    measured = sorted(
        (OSA.distance(word, known, score_cutoff=limit), known) for known in sounds.get(sound, ())
    )
    return tuple(known for off, known in measured if off <= limit)
