"""Which words mean the same in a search, across our languages and their scripts?

They stand in the folder of each language, by meaning. Only words that tell one service from
another are there: what names a whole need is in the languages' keywords.
"""

from __future__ import annotations

from collections.abc import Mapping

from services_directory.vocabulary.language_files import language_files


def _by_word() -> Mapping[str, tuple[str, ...]]:
    meanings: dict[str, dict[str, None]] = {}
    for file in language_files().values():
        for meaning, words in file.synonyms.items():
            meanings.setdefault(meaning, {}).update(dict.fromkeys(words))
    same: dict[str, tuple[str, ...]] = {}
    for alike in meanings.values():
        for word in alike:
            same[word] = (*same.get(word, ()), *(other for other in alike if other != word))
    return same


SAME_WORDS = _by_word()
"""A word, and every other word for the same."""

_ENDINGS = ("ات", "ين", "ون", "ها", "هم", "نا", "كم", "ته", "تي", "ان", "ه", "ي", "ك", "ا", "و")
"""Arabic plurals, "his", "her", "my" and their like, folded; the longest first."""

_LETTERS = "لبوف"
_SHORTEST_ROOT = 3


def words_like(token: str) -> tuple[str, ...]:
    """Every word for what `token` says, whatever its number, gender or whose it is."""
    return SAME_WORDS.get(token) or _BY_ROOT.get(root(token), ())


def root(word: str) -> str:
    """`word` without what grammar puts around it: farmers, farmer; محاميا, محامي."""
    if "\u0600" <= word[0] <= "\u06ff":
        ending = next(
            (e for e in _ENDINGS if word.endswith(e) and len(word) - len(e) >= _SHORTEST_ROOT), ""
        )
        word = word[: len(word) - len(ending)]
        is_joined = word[0] in _LETTERS and len(word) > _SHORTEST_ROOT + 1
        return word[1:] if is_joined else word
    plain = word.rstrip("sx").rstrip("e")
    return plain if len(plain) > _SHORTEST_ROOT else word


def _by_root() -> Mapping[str, tuple[str, ...]]:
    same: dict[str, dict[str, None]] = {}
    for word, others in SAME_WORDS.items():
        same.setdefault(root(word), {}).update(dict.fromkeys((word, *others)))
    return {key: tuple(words) for key, words in same.items()}


_BY_ROOT = _by_root()
