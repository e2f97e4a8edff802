"""Is a picture the same after it was made small?"""

from __future__ import annotations

import struct
import zlib

from tests.journeys.small_png import SIGNATURE, _chunk, _chunks, shrunk

SEA, SAND = b"\x1f\x6f\x78", b"\xf4\xf1\xea"


def test_each_filter_is_undone_and_each_colour_stands_once() -> None:
    plain = b"\0" + SAND + SEA + SAND
    less_left = b"\1" + SAND + _minus(SAND, SAND) + _minus(SEA, SAND)
    less_up = b"\2" + _minus(SEA, SAND) + _minus(SAND, SAND) + _minus(SEA, SEA)
    # Guessed from left + above - corner: the one above is the nearest to it each time.
    less_guess = b"\4" + _minus(SEA, SEA) + _minus(SAND, SAND) + _minus(SAND, SEA)
    lines = zlib.compress(plain + less_left + less_up + less_guess)
    header = struct.pack(">IIBBBBB", 3, 4, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", lines), (b"IEND", b""))
    png = SIGNATURE + b"".join(_chunk(*each) for each in chunks)

    found = dict(_chunks(shrunk(png)))
    assert found[b"PLTE"] == SAND + SEA
    places = zlib.decompress(found[b"IDAT"])
    rows = [list(places[at + 1 : at + 4]) for at in range(0, len(places), 4)]
    assert rows == [[0, 1, 0], [0, 0, 1], [1, 0, 1], [1, 0, 0]]


def _minus(one: bytes, other: bytes) -> bytes:
    return bytes((a - b) & 255 for a, b in zip(one, other, strict=True))
