"""When are two spellings the same word? Two forms: `light` for exact matches, `fold` for searching.

The recipe is this project's language study: Unicode forms first, then the letters people swap when
they type Arabic (alef with or without hamza, final ya, ta marbuta), Persian and Tunisian letters,
West African letters and Ethiopic homophones. Category names are those of the Unicode Character
Database (UAX 44); the homophones are the four Amharic pairs of one sound.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

_CACHED_LETTERS = 4096
"""How many letters a table remembers: enough for all our scripts, too few to fill the memory."""

_SAME_LETTER = {
    letter: same
    for letters, same in (
        *(("أإآٱ", "ا"), ("ىیئ", "ي"), ("ؤ", "و"), ("ة", "ه"), ("ک", "ك"), ("ءـ", "")),
        *(("ڤڥ", "ف"), ("پ", "ب"), ("ڨگ", "ق")),
        *(("œ", "oe"), ("æ", "ae"), ("ɔ", "o"), ("ɛ", "e"), ("ŋɲ", "n"), ("ı", "i")),
        *(("ɓ", "b"), ("ɗ", "d"), ("ƙ", "k"), ("ƴ", "y")),
    )
    for letter in letters
}

_APOSTROPHES = dict.fromkeys("’‘‛ʼʻʹ′´`", "'")

_HOMOPHONES = (
    *((0x1210, 0x1200, 8), (0x1280, 0x1200, 8), (0x1220, 0x1230, 8)),
    *((0x12D0, 0x12A0, 7), (0x1340, 0x1338, 8)),
)
"""Ethiopic rows of one sound: first letter, first letter of the row standing for both, length."""

_SKIN_TONES = range(0x1F3FB, 0x1F400)

_HARAKAT = frozenset([*range(0x0610, 0x061B), *range(0x064B, 0x0653), *range(0x0656, 0x0660)])
"""Arabic vowel signs; maddah and hamza above or below (0653–0655) are part of a letter."""

_END_PUNCTUATION = "".join(
    chr(code) for code in range(0x3100) if unicodedata.category(chr(code))[0] in "PZ"
)


def _is_unseen(letter: str) -> bool:
    """True for what changes how text looks, not what it says: direction marks, joiners, tones."""
    category = unicodedata.category(letter)
    return category in ("Cf", "Cs", "Cc") or ord(letter) in _SKIN_TONES


def _ascii_digit(letter: str) -> str | None:
    value = unicodedata.decimal(letter, None)
    return None if value is None else str(value)


def _folded_letter(letter: str) -> str:
    if letter.isspace():
        return " "
    if _is_unseen(letter) or unicodedata.category(letter) in ("Mn", "Me"):
        return ""
    if letter in _APOSTROPHES:
        return "'"
    for start, same, count in _HOMOPHONES:
        if start <= ord(letter) < start + count:
            return chr(ord(letter) - start + same)
    return _SAME_LETTER.get(letter, _ascii_digit(letter) or letter)


def _light_letter(letter: str) -> str:
    if letter.isspace():
        return " "
    is_variation = 0xFE00 <= ord(letter) <= 0xFE0F
    if _is_unseen(letter) or is_variation or letter in "\u0640\u0670" or ord(letter) in _HARAKAT:
        return ""
    return _APOSTROPHES.get(letter, _ascii_digit(letter) or letter)


class _Letters(dict[int, str]):
    """A table for `str.translate` that works out each letter the first time it is met."""

    def __init__(self, form_of: Callable[[str], str]) -> None:
        self._form_of = form_of

    def __missing__(self, code: int) -> str:
        form = self._form_of(chr(code))
        if len(self) < _CACHED_LETTERS:
            self[code] = form
        return form


_folded_letters = _Letters(_folded_letter)
_light_letters = _Letters(_light_letter)


def fold(text: str) -> str:
    """The form to search by: "Hôpital", "hopital" and "HÔPITAL" are one; so are مدرسة and مدرسه.

    Punctuation stays; blanks become single spaces. It merges words that must not be merged when a
    word has consequences (أبدا "never" and ابدأ "start"): for those compare `light` forms.
    """
    if text.isascii() and text.isprintable():
        return _plain(text)
    composed = unicodedata.normalize("NFKC", text.replace("´", "'"))
    letters = unicodedata.normalize("NFD", composed.casefold()).translate(_folded_letters)
    return " ".join(unicodedata.normalize("NFC", letters).split())


def light(text: str) -> str:
    """The form for exact matches: case, vowel signs, tatweel and digits' script do not count.

    Hamza and accents do count. Punctuation at the ends is left out, unless there is nothing else
    ("?" stays "?"); so "/stop" and "stop." are both "stop".
    """
    if text.isascii() and text.isprintable():
        words = _plain(text)
    else:
        composed = unicodedata.normalize("NFKC", text.replace("´", "'"))
        letters = unicodedata.normalize("NFKC", composed.casefold()).translate(_light_letters)
        words = " ".join(unicodedata.normalize("NFC", letters).split())
    return words.strip(_END_PUNCTUATION) or words


def _plain(text: str) -> str:
    """Both forms of printable ASCII, without its long way through Unicode."""
    return " ".join(text.lower().replace("`", "'").split())
