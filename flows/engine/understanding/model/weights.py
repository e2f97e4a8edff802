"""What does the model weigh with? Reads its weights file, and refuses one that does not fit.

One file: a line that names the format, a line of JSON (what it is of, its scales), then for every
piece of text a row with one byte for each column: the labels, danger, its kinds, and how rare the
piece is. Rows stand in buckets by the hash of their piece, so that nothing is built at start and
the file may stay on the disk: only the rows that a message touches are read.
"""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from flows.engine.understanding.model import features

FORMAT = b"dalil weights 1\n"
GROUPS = 5
"""Kinds of pieces that `features` finds."""

_CHECKED = 1 << 20


class WeightsFault(Exception):
    """A weights file that cannot be used; the text says why and what mends it."""


class Content(Protocol):
    """Bytes, or a file of them that is only read where it is asked for."""

    def __getitem__(self, part: slice, /) -> bytes: ...

    def __len__(self) -> int: ...


@dataclass(frozen=True, slots=True, repr=False)
class Weights:
    """What training found out.

    `labels`, `kinds`: the columns' names, in order, with "no danger" between them; the last column
    is the square of a piece's rarity. `scales` and `bias`, one for each column: what a unit of a
    byte is worth, and what a message without any piece scores. `numbers`: thresholds and slopes by
    name. `data`: the hash of the rows it was trained with. `starts`, `marks`: where each bucket's
    rows begin, and which hash each row is of; `content` holds the rows from `rows_at` on.
    """

    labels: tuple[str, ...]
    kinds: tuple[str, ...]
    scales: tuple[float, ...]
    bias: tuple[float, ...]
    numbers: Mapping[str, float]
    data: str
    width: int
    starts: array[int]
    marks: array[int]
    content: Content
    rows_at: int

    @classmethod
    def read(cls, content: Content) -> Weights:
        """The weights in a file's `content`; raises WeightsFault."""
        try:
            return cls._read(content)
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise WeightsFault(f"the weights are damaged ({error}): {MEND}") from error

    @classmethod
    def _read(cls, content: Content) -> Weights:
        if content[: len(FORMAT)] != FORMAT:
            raise WeightsFault(f"not a weights file of this version: {MEND}")
        at = len(FORMAT) + 4
        size = int.from_bytes(content[at - 4 : at], "little")
        head: dict[str, Any] = json.loads(content[at : at + size])
        at += size
        if head["features"] != features.VERSION:
            raise WeightsFault(f"the weights are of other features than this program's: {MEND}")
        if _checksum(content, at) != head["checksum"]:
            raise WeightsFault(f"the weights are damaged (their checksum differs): {MEND}")
        marks_at = at + 4 * (head["buckets"] + 1)
        rows_at = marks_at + 2 * head["rows"]
        if len(content) != rows_at + head["rows"] * head["width"]:
            raise WeightsFault(f"the weights are cut short: {MEND}")
        return cls(
            labels=tuple(head["labels"]),
            kinds=tuple(head["kinds"]),
            scales=tuple(map(float, head["scales"])),
            bias=tuple(map(float, head["bias"])),
            numbers=head["numbers"],
            data=str(head["data"]),
            width=int(head["width"]),
            starts=_numbers("I", content[at:marks_at]),
            marks=_numbers("H", content[marks_at:rows_at]),
            content=content,
            rows_at=rows_at,
        )

    def __repr__(self) -> str:
        return f"Weights({len(self.marks)} pieces, {len(self.labels)} labels, of {self.data})"


MEND = "run `make train`, or take the file from the repository again"


def bucket_of(piece: str, buckets: int) -> tuple[int, int]:
    """The bucket a piece's row stands in, and its mark there. `buckets`: a power of two."""
    found = zlib.crc32(piece.encode())
    return found & (buckets - 1), found >> 16


def _numbers(kind: str, content: bytes) -> array[int]:
    found = array(kind, content)
    if sys.byteorder == "big":
        found.byteswap()
    return found


def _checksum(content: Content, start: int) -> int:
    found = 0
    for at in range(start, len(content), _CHECKED):
        found = zlib.crc32(content[at : at + _CHECKED], found)
    return found
