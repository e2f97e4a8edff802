"""How many SMS segments does a text become, and how does it become fewer?"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from bot.messages.graphemes import clusters

Encoding = Literal["GSM-7", "UCS-2"]

# 3GPP TS 23.038: the default alphabet, and the characters that take an escape and a second septet.
_GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_ESCAPED = frozenset("\f^{}\\[~]|€")
_GSM = _GSM_BASIC | _GSM_ESCAPED
_ONE_MESSAGE: dict[Encoding, int] = {"GSM-7": 160, "UCS-2": 70}
# The header that joins the parts takes six octets of each.
_ONE_OF_SEVERAL: dict[Encoding, int] = {"GSM-7": 153, "UCS-2": 67}

_SPACES = dict.fromkeys(map(ord, "\u00a0\u202f\u2007\u2009\u200a\u2002\u2003\u2008"), " ")
_LOOK_ALIKES = {
    **_SPACES,
    **dict.fromkeys(map(ord, "’‘‚‛ʼ′`´"), "'"),
    **dict.fromkeys(map(ord, "“”„‟«»″"), '"'),
    **dict.fromkeys(map(ord, "–—―‐‑‒−•·"), "-"),
    ord("‹"): "<",
    ord("›"): ">",
    ord("…"): "...",
    ord("\t"): " ",
}
_LIGATURES = {"œ": "oe", "Œ": "OE"}
# Direction marks, soft hyphens and joiners of nothing cost a unit each; an old phone shows boxes.
_MARKS = (0xAD, 0x061C, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF)
_INVISIBLE = dict.fromkeys((*_MARKS, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
_UNSENDABLE = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
# What any of the tables above would change; most texts hold none of it.
_REPLACED = frozenset(map(chr, {*_LOOK_ALIKES, *_INVISIBLE, *_UNSENDABLE, 0x0D}))


@dataclass(frozen=True, slots=True)
class Segments:
    """`units`: septets or UTF-16 units. `forced_by`: each sign that is not in GSM-7, once."""

    encoding: Encoding
    units: int
    segments: int
    forced_by: tuple[str, ...]


def count(text: str) -> Segments:
    """Count as Twilio bills: no escape pair, surrogate pair or emoji is cut between segments."""
    if _in_gsm(text) and "\r" not in text and _GSM_ESCAPED.isdisjoint(text):
        return Segments("GSM-7", len(text), _filled(len(text), "GSM-7"), ())
    pieces = clusters(text, as_billed=True)
    if len(pieces) < len(text):
        pieces = [piece for cluster in pieces for piece in _billed(cluster)]
    # A cluster of several characters has one that joins them, and that is never in GSM-7.
    forced_by = tuple(piece for piece in dict.fromkeys(pieces) if piece not in _GSM)
    encoding: Encoding = "UCS-2" if forced_by else "GSM-7"
    sizes = _sizes(pieces, encoding)
    units = sum(sizes)
    if units <= _ONE_MESSAGE[encoding] or units == len(sizes):
        return Segments(encoding, units, _filled(units, encoding), forced_by)
    return Segments(encoding, units, _packed(sizes, _ONE_OF_SEVERAL[encoding]), forced_by)


def capacity(cost: Segments) -> int:
    """How many units would fit into the segments that are paid for."""
    room = _ONE_MESSAGE if cost.segments == 1 else _ONE_OF_SEVERAL
    return room[cost.encoding] * cost.segments


def for_sms(text: str, *, plain_letters: bool = False) -> str:
    """The same words at the lowest price: look-alikes of GSM-7 signs replaced.

    Quotes and dashes are only touched where that makes the whole text fit GSM-7; so are letters,
    and only with `plain_letters`: "Hôpital" becomes "Hopital", "cœur" becomes "coeur"."""
    if "\r" not in text and _in_gsm(text):
        return text
    if not plain_letters and _REPLACED.isdisjoint(text) and unicodedata.is_normalized("NFC", text):
        return text
    plain = unicodedata.normalize("NFC", text).translate(_INVISIBLE).translate(_UNSENDABLE)
    plain = plain.replace("\r\n", "\n")
    cheap = plain.translate(_LOOK_ALIKES)
    if plain_letters and not _in_gsm(cheap):
        cheap = "".join(map(plain_letter, cheap))
    return cheap if _in_gsm(cheap) else plain.translate(_SPACES)


@lru_cache(maxsize=1024)
def plain_letter(letter: str) -> str:
    """The letter, or what GSM-7 has for it: "o" for "ô", "oe" for "œ"; itself where it has none."""
    if letter in _GSM:
        return letter
    base = _LIGATURES.get(letter) or unicodedata.normalize("NFD", letter)[0]
    return base if base.isalpha() and _in_gsm(base) else letter


def _billed(cluster: str) -> Iterable[str]:
    # A line end is two characters of the alphabet, and no letter can fill more than a segment.
    if cluster == "\r\n" or len(cluster) > _ONE_OF_SEVERAL["UCS-2"] // 2:
        return cluster
    return (cluster,)


def _in_gsm(text: str) -> bool:
    return _GSM.issuperset(text)


def _sizes(pieces: Sequence[str], encoding: Encoding) -> list[int]:
    if encoding == "GSM-7":
        return [2 if piece in _GSM_ESCAPED else 1 for piece in pieces]
    if max(pieces) <= "\uffff" and max(map(len, pieces)) == 1:
        return [1] * len(pieces)
    return [utf16_units(piece) for piece in pieces]


def _filled(units: int, encoding: Encoding) -> int:
    """Segments of characters that are one unit each, so that none is ever cut."""
    if units <= _ONE_MESSAGE[encoding]:
        return 1
    return -(-units // _ONE_OF_SEVERAL[encoding])


def utf16_units(text: str) -> int:
    """The length that Telegram and UCS-2 count: two for a character beyond U+FFFF."""
    if not text or max(text) <= "\uffff":
        return len(text)
    return len(text) + sum(character > "\uffff" for character in text)


def _packed(sizes: Iterable[int], room: int) -> int:
    segments, free = 0, 0
    for size in sizes:
        if size > free:
            segments, free = segments + 1, room
        free -= size
    return segments
