"""How does a picture of a page become a third as large? By its 256 commonest colours, once each.

Reads what Chromium writes: PNG of eight bits a channel, not interlaced.
"""

from __future__ import annotations

import struct
import zlib
from collections import Counter
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHANNELS = {2: 3, 6: 4}
"""By PNG's colour type: with and without transparency, which a page has none of."""


def shrunk(png: bytes) -> bytes:
    """The same picture with a palette; a rare colour becomes the nearest common one."""
    width, height, lines = _pixels(png)
    common = [colour for colour, _n in Counter(p for line in lines for p in line).most_common(256)]
    place = {colour: number for number, colour in enumerate(common)}
    for colour in {pixel for line in lines for pixel in line} - place.keys():
        place[colour] = min(range(len(common)), key=lambda n: _distance(common[n], colour))
    rows = b"".join(b"\0" + bytes(place[pixel] for pixel in line) for line in lines)
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    chunks = (
        (b"IHDR", header),
        (b"PLTE", b"".join(common)),
        (b"IDAT", zlib.compress(rows, 9)),
        (b"IEND", b""),
    )
    return SIGNATURE + b"".join(_chunk(name, content) for name, content in chunks)


def _pixels(png: bytes) -> tuple[int, int, list[list[bytes]]]:
    chunks = list(_chunks(png))
    width, height, _depth, kind = struct.unpack(">IIBB", chunks[0][1][:10])
    size = CHANNELS[kind]
    raw = zlib.decompress(b"".join(content for name, content in chunks if name == b"IDAT"))
    length = width * size + 1
    before = bytes(length - 1)
    lines = []
    for start in range(0, height * length, length):
        before = _unfiltered(raw[start], raw[start + 1 : start + length], before, size)
        lines.append([before[at : at + 3] for at in range(0, len(before), size)])
    return width, height, lines


def _unfiltered(kind: int, line: bytes, above: bytes, size: int) -> bytes:
    """A line as it was before PNG's filter: each byte was kept as its distance to neighbours."""
    found = bytearray(line)
    for at, up in enumerate(above):
        left, corner = (found[at - size], above[at - size]) if at >= size else (0, 0)
        guess = (0, left, up, (left + up) // 2, _paeth(left, up, corner))[kind]
        found[at] = (found[at] + guess) & 255
    return bytes(found)


def _paeth(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    return min((left, up, corner), key=lambda each: abs(guess - each))


def _distance(one: bytes, other: bytes) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while at < len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        at += size + 12


def _chunk(name: bytes, content: bytes) -> bytes:
    checked = name + content
    return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))
