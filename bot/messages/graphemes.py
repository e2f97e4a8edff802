"""Which characters belong together on a screen, so that no text is ever cut inside one?

Extended grapheme clusters (Unicode UAX 29), as the library `regex` knows them.
"""

from __future__ import annotations

import regex

_CLUSTER = regex.compile(r"\X")
_EXTENDS = regex.compile(r"\p{Grapheme_Cluster_Break=Extend}")
_MODIFIER = regex.compile(r"\p{Emoji_Modifier}")
_LETTER = regex.compile(r"(?!\p{Grapheme_Cluster_Break=SpacingMark})\p{Lo}")
_JOINER = "\u200d"

# Letters, digits and signs of Latin and Arabic that nothing ever joins, and line feeds.
_ALL_ALONE = regex.compile(
    r"[\n\x20-\x7e\xa0-\xac\xae-\u02ff\u060c\u061b\u061f\u0621-\u064a\u0660-\u0669\u2010-\u2027]*"
)


def _characters(ranges: str) -> frozenset[str]:
    """The characters of "261D 270A-270D": hexadecimal, single or from-to."""
    found: set[str] = set()
    for each in ranges.split():
        first, _, last = each.partition("-")
        found.update(map(chr, range(int(first, 16), int(last or first, 16) + 1)))
    return frozenset(found)


# Twilio's calculator knows the emoji of Unicode 10: what it joins is what its bill keeps together.
_BILLED_BASES = _characters(
    "261D 26F9 270A-270D 1F385 1F3C2-1F3C4 1F3C7 1F3CA-1F3CC 1F442-1F443 1F446-1F450"
    " 1F466-1F469 1F46E 1F470-1F478 1F47C 1F481-1F483 1F485-1F487 1F4AA 1F574-1F575 1F57A 1F590"
    " 1F595-1F596 1F645-1F647 1F64B-1F64F 1F6A3 1F6B4-1F6B6 1F6C0 1F6CC 1F918-1F91C 1F91E-1F91F"
    " 1F926 1F930-1F939 1F93D-1F93E 1F9D1-1F9DD"
)
_BILLED_AFTER_JOINER = _characters(
    "2640 2642 2695-2696 2708 2764 1F308 1F33E 1F373 1F393 1F3A4 1F3A8 1F3EB 1F3ED 1F466-1F469"
    " 1F48B 1F4BB-1F4BC 1F527 1F52C 1F5E8 1F680 1F692"
)


def clusters(text: str, *, as_billed: bool = False) -> list[str]:
    """The text in pieces that must stay whole. `as_billed` follows the emoji of Twilio's bill."""
    if _ALL_ALONE.fullmatch(text):
        return list(text)  # nearly every message, and thirty times quicker
    found: list[str] = _CLUSTER.findall(text)
    return [piece for each in found for piece in _billed(each)] if as_billed else found


def _billed(cluster: str) -> list[str]:
    """One cluster of today's Unicode in the pieces that were clusters in Unicode 10."""
    pieces = [cluster[0]]
    for character in cluster[1:]:
        if _was_joined(pieces[-1], character):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def _was_joined(piece: str, character: str) -> bool:
    if _MODIFIER.match(character):
        return _base(piece) in _BILLED_BASES
    if piece.endswith(_JOINER) and not _EXTENDS.match(character):
        return character in _BILLED_AFTER_JOINER
    # Letters joined by a sign between them, as in Devanagari, are a rule of Unicode 15.
    return not (_EXTENDS.match(piece[-1]) and _LETTER.match(character))


def _base(piece: str) -> str:
    """What the marks at the end of `piece` stand on."""
    marks = len(piece) - 1
    while marks and _EXTENDS.match(piece[marks]):
        marks -= 1
    return piece[marks]
