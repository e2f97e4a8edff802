"""Which labels does the model give a message, and is it one of danger?

A linear model: every piece of the message adds its row of weights. A row is added as one large
number with a column in every second byte, so a message costs microseconds for each piece and not
for each piece and label.
"""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import add

from flows.engine.understanding.model.features import WORDS, features_of
from flows.engine.understanding.model.labels import EMERGENCY, RULED
from flows.engine.understanding.model.weights import Weights

_MIDDLE = 128
"""A byte of this is a weight of 0."""

_MOST_AT_ONCE = 256
"""Rows whose bytes add up to less than two bytes hold."""


_NO_RIVALS = RULED | {EMERGENCY}
_BY_SOUND = 4.0
"""What the sound of a danger counts beside the probabilities of labels, as logarithms."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """What the model makes of a message, for itself.

    `labels`: with their probabilities, the likeliest first. `sound`: how much more it sounds like
    one kind of danger than like none; `kind`: the likeliest, if it is one, and `margin`: how far it
    is above the next kind. `knows_a_word`: at least one of its words was read before."""

    labels: tuple[tuple[str, float], ...]
    sound: float
    kind: str
    margin: float
    knows_a_word: bool = True

    @property
    def danger(self) -> float:
        """How likely danger is: beside whatever else it may be, and by how it sounds.

        Words that stop or erase are no rival: despair is often said in them."""
        danger = next(chance for label, chance in self.labels if label == EMERGENCY)
        rivals = (chance for label, chance in self.labels if label not in _NO_RIVALS)
        return math.log(max(danger, 1e-12) / max(next(rivals), 1e-12)) + _BY_SOUND * self.sound


class Classifier:
    """Reads messages with one set of weights."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self._mask = int.from_bytes(b"\xff\x00" * (weights.width // 2), "little")

    def rank(self, found: Sequence[str]) -> Ranking:
        """`found`: a message's words, as `features.words_weighed` finds them."""
        weights = self.weights
        scores = list(weights.bias)
        knows_a_word = False
        for group, pieces in enumerate(features_of(found)):
            columns, count = self._added(pieces)
            knows_a_word |= group == WORDS and count > 0
            if not count:
                continue
            middle = _MIDDLE * count
            rarity = (columns[len(weights.scales) - 1] - middle) * weights.scales[-1]
            length = math.sqrt(max(rarity, 1e-6))
            scores = [
                score + (column - middle) * scale / length
                for score, column, scale in zip(scores, columns, weights.scales, strict=False)
            ]
        return self._ranking(scores, knows_a_word)

    def _added(self, pieces: Iterable[str]) -> tuple[list[int], int]:
        """Every column's sum over the rows of `pieces`, and how many of them have a row.

        The innermost work of a message: `weights.bucket_of` is written out here."""
        weights, mask, hashed, number = self.weights, self._mask, zlib.crc32, int.from_bytes
        width, marks, starts = weights.width, weights.marks, weights.starts
        content, rows_at, buckets = weights.content, weights.rows_at, len(starts) - 2
        total = odd = count = held = 0
        sums = [0] * width
        for piece in pieces:
            found = hashed(piece.encode())
            row, end, mark = starts[found & buckets], starts[(found & buckets) + 1], found >> 16
            while row < end and marks[row] != mark:
                row += 1
            if row == end:
                continue
            start = rows_at + row * width
            added = number(content[start : start + width], "little")
            total += added
            odd += added >> 8 & mask
            held += 1
            if held == _MOST_AT_ONCE:
                _pour(total - (odd << 8), odd, sums)
                count += held
                total = odd = held = 0
        # What is over when the odd columns are taken off are the even ones, each with its own room.
        _pour(total - (odd << 8), odd, sums)
        return sums, count + held

    def _ranking(self, scores: Sequence[float], knows_a_word: bool) -> Ranking:
        weights = self.weights
        first_kind = len(weights.labels) + 1
        chances = softmax(scores[: len(weights.labels)], weights.numbers["label_slope"])
        order = sorted(range(len(chances)), key=lambda at: -chances[at])
        kinds = scores[first_kind : first_kind + len(weights.kinds)]
        first, second, *_ = sorted(range(len(kinds)), key=lambda at: -kinds[at])
        return Ranking(
            labels=tuple((weights.labels[at], chances[at]) for at in order),
            sound=kinds[first] - scores[first_kind - 1],
            kind=weights.kinds[first],
            margin=kinds[first] - kinds[second],
            knows_a_word=knows_a_word,
        )


def _pour(even: int, odd: int, sums: list[int]) -> None:
    """Take both numbers apart into their columns, and add these to `sums`."""
    width = len(sums)
    columns = struct.Struct(f"<{width // 2}H").unpack
    sums[0::2] = map(add, sums[0::2], columns(even.to_bytes(width, "little")))
    sums[1::2] = map(add, sums[1::2], columns(odd.to_bytes(width, "little")))


def softmax(scores: Sequence[float], slope: float) -> list[float]:
    highest = max(scores)
    raised = [math.exp(slope * (score - highest)) for score in scores]
    total = sum(raised)
    return [each / total for each in raised]
