"""Which characters belong together on a screen, so that no text is ever cut inside one?

Extended grapheme clusters of Unicode UAX 29. The classes are read from `unicodedata` where it has
them; the short tables below hold what it has not.
"""

from __future__ import annotations

import re
import unicodedata
from enum import Enum, auto
from functools import lru_cache


class _Class(Enum):
    OTHER = auto()
    CR = auto()
    LF = auto()
    CONTROL = auto()
    EXTEND = auto()
    SPACING_MARK = auto()
    PREPEND = auto()
    JOINER = auto()
    REGIONAL = auto()
    MODIFIER = auto()
    HANGUL_L = auto()
    HANGUL_V = auto()
    HANGUL_T = auto()
    HANGUL_LV = auto()
    HANGUL_LVT = auto()


_C = _Class


def _codes(ranges: str) -> frozenset[int]:
    """The code points of "261D 270A-270D": hexadecimal, single or from-to."""
    found: set[int] = set()
    for part in ranges.split():
        first, _, last = part.partition("-")
        found.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(found)


_PREPENDED = _codes(
    "600-605 6DD 70F 890-891 8E2 D4E 110BD 110CD 111C2-111C3 11A3A 11A86-11A89 11D46"
)
# Other_Grapheme_Extend: spacing by category, yet part of the letter before them.
_EXTENDING = _codes(
    "9BE 9D7 B3E B57 BBE BD7 CC2 CD5-CD6 D3E D57 DCF DDF 1B35 200C 302E-302F FF9E-FF9F 1133E"
    " 11357 114B0 114BD 115AF 11930 1D165 1D16E-1D172 E0020-E007F"
)
_NOT_SPACING = _codes(
    "102B-102C 1038 1062-1064 1067-106D 1083 1087-108C 108F 109A-109C 1A61 1A63-1A64 AA7B AA7D"
)
_ALSO_SPACING = _codes("E33 EB3")
_PICTURES = _codes(
    "A9 AE 203C 2049 2122 2139 2194-2199 21A9-21AA 231A-23FF 24C2 25AA-25AB 25B6 25C0 25FB-27BF"
    " 2934-2935 2B05-2B07 2B1B-2B1C 2B50 2B55 3030 303D 3297 3299 1F000-1F1E5 1F200-1F3FA"
    " 1F400-1FAFF"
)
# Twilio's calculator knows the emoji of Unicode 10: what it joins is what its bill keeps together.
_BILLED_BASES = _codes(
    "261D 26F9 270A-270D 1F385 1F3C2-1F3C4 1F3C7 1F3CA-1F3CC 1F442-1F443 1F446-1F450"
    " 1F466-1F469 1F46E 1F470-1F478 1F47C 1F481-1F483 1F485-1F487 1F4AA 1F574-1F575 1F57A 1F590"
    " 1F595-1F596 1F645-1F647 1F64B-1F64F 1F6A3 1F6B4-1F6B6 1F6C0 1F6CC 1F918-1F91C 1F91E-1F91F"
    " 1F926 1F930-1F939 1F93D-1F93E 1F9D1-1F9DD"
)
_BILLED_AFTER_JOINER = _codes(
    "2640 2642 2695-2696 2708 2764 1F308 1F33E 1F373 1F393 1F3A4 1F3A8 1F3EB 1F3ED 1F466-1F469"
    " 1F48B 1F4BB-1F4BC 1F527 1F52C 1F5E8 1F680 1F692"
)
_HANGUL_AFTER = {
    _C.HANGUL_L: {_C.HANGUL_L, _C.HANGUL_V, _C.HANGUL_LV, _C.HANGUL_LVT},
    _C.HANGUL_V: {_C.HANGUL_V, _C.HANGUL_T},
    _C.HANGUL_LV: {_C.HANGUL_V, _C.HANGUL_T},
    _C.HANGUL_T: {_C.HANGUL_T},
    _C.HANGUL_LVT: {_C.HANGUL_T},
}
_LINE_ENDS = {_C.CR, _C.LF, _C.CONTROL}


# Letters, digits and signs of Latin and Arabic that nothing ever joins, and line feeds.
_ALL_ALONE = re.compile(
    r"[\n\x20-\x7e\xa0-\xac\xae-\u02ff\u060c\u061b\u061f\u0621-\u064a\u0660-\u0669\u2010-\u2027]*"
)


def clusters(text: str, *, as_billed: bool = False) -> list[str]:
    """The text in pieces that must stay whole. `as_billed` follows the emoji of Twilio's bill."""
    if _ALL_ALONE.fullmatch(text):
        return list(text)  # nearly every message, and thirty times quicker
    found: list[str] = []
    current = ""
    for character in text:
        if current and _stays(current, character, as_billed):
            current += character
            continue
        if current:
            found.append(current)
        current = character
    if current:
        found.append(current)
    return found


def _stays(cluster: str, character: str, as_billed: bool) -> bool:
    """Does `character` belong to the cluster before it?"""
    before, after = _class_of(cluster[-1]), _class_of(character)
    if before is _C.CR and after is _C.LF:
        return True
    if before in _LINE_ENDS or after in _LINE_ENDS:
        return False
    if after in (_C.EXTEND, _C.JOINER, _C.SPACING_MARK) or before is _C.PREPEND:
        return True
    if after is _C.MODIFIER:
        return not as_billed or _ends_in_billed_base(cluster)
    if before is _C.JOINER:
        return _is_joined_to(cluster, character, as_billed)
    if before is _C.REGIONAL and after is _C.REGIONAL:
        return sum(_class_of(each) is _C.REGIONAL for each in cluster) % 2 == 1
    return after in _HANGUL_AFTER.get(before, ())


def _is_joined_to(cluster: str, character: str, as_billed: bool) -> bool:
    if as_billed:
        return ord(character) in _BILLED_AFTER_JOINER
    if ord(character) not in _PICTURES:
        return False
    rest = [each for each in cluster if _class_of(each) not in (_C.EXTEND, _C.JOINER, _C.MODIFIER)]
    return bool(rest) and ord(rest[-1]) in _PICTURES


def _ends_in_billed_base(cluster: str) -> bool:
    without_marks = cluster
    while without_marks and _class_of(without_marks[-1]) is _C.EXTEND:
        without_marks = without_marks[:-1]
    return bool(without_marks) and ord(without_marks[-1]) in _BILLED_BASES


@lru_cache(maxsize=4096)
def _class_of(character: str) -> _Class:
    code = ord(character)
    if code < 0x300 and character not in "\r\n" and not _is_control(code):
        return _C.OTHER
    by_code = {0x0D: _C.CR, 0x0A: _C.LF, 0x200D: _C.JOINER}.get(code)
    if by_code is not None:
        return by_code
    if code in _PREPENDED:
        return _C.PREPEND
    if 0x1F1E6 <= code <= 0x1F1FF:
        return _C.REGIONAL
    if 0x1F3FB <= code <= 0x1F3FF:
        return _C.MODIFIER
    return _class_by_category(character, code)


def _is_control(code: int) -> bool:
    return code < 0x20 or 0x7F <= code <= 0x9F or code == 0xAD


def _class_by_category(character: str, code: int) -> _Class:
    category = unicodedata.category(character)
    if code in _EXTENDING or category in ("Mn", "Me"):
        return _C.EXTEND
    if (category == "Mc" and code not in _NOT_SPACING) or code in _ALSO_SPACING:
        return _C.SPACING_MARK
    if category in ("Cc", "Cf", "Zl", "Zp", "Cs"):
        return _C.CONTROL
    return _hangul(code)


def _hangul(code: int) -> _Class:
    if 0x1100 <= code <= 0x115F or 0xA960 <= code <= 0xA97C:
        return _C.HANGUL_L
    if 0x1160 <= code <= 0x11A7 or 0xD7B0 <= code <= 0xD7C6:
        return _C.HANGUL_V
    if 0x11A8 <= code <= 0x11FF or 0xD7CB <= code <= 0xD7FB:
        return _C.HANGUL_T
    if 0xAC00 <= code <= 0xD7A3:
        return _C.HANGUL_LV if (code - 0xAC00) % 28 == 0 else _C.HANGUL_LVT
    return _C.OTHER
