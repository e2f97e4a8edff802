"""Is a message of hundreds of pieces weighed as exactly as a short one?"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from math import sqrt

import pytest

from flows.engine.understanding.model.classifier import Classifier
from flows.engine.understanding.model.features import features_of
from flows.engine.understanding.model.weights import GROUPS, Weights, bucket_of

MOST, LEAST, MIDDLE = 255, 0, 128
LABELS, KINDS = ("emergency", "none"), ("medical", "sea")
BUCKETS = 1 << 16
ROW = bytes((MOST, LEAST, LEAST, MOST, LEAST, MOST))
"""Of every piece: all there is for the first label and the first kind, nothing for the others."""


def knowing(pieces: set[str]) -> Weights:
    """Weights in which each of `pieces` has the row that is hardest to add up."""
    where = sorted(bucket_of(piece, BUCKETS) for piece in pieces)
    starts = [bisect_left(where, (bucket, 0)) for bucket in range(BUCKETS + 1)]
    width = len(ROW)
    return Weights(
        *(LABELS, KINDS, (1.0,) * width, (0.0,) * width, {"label_slope": 1.0}, "", width),
        *(array("I", starts), array("H", [mark for _bucket, mark in where])),
        *(ROW * len(where), 0),
    )


@pytest.mark.parametrize("known", [1, 2, 255, 256, 257, 258, 511, 512, 513, 514, 900])
def test_pieces_are_added_up_however_many(known: int) -> None:
    """The first group's alone are known, so that their number is the one asked for."""
    found = [f"{number:03}" for number in range(700)]
    pieces = sorted(features_of(found)[0])[:known]
    assert len(pieces) == known

    ranking = Classifier(knowing(set(pieces))).rank(found)

    length = sqrt((MOST - MIDDLE) * known)
    assert ranking.kind == "medical"
    assert ranking.sound == pytest.approx(known * (MOST - LEAST) / length)
    assert dict(ranking.labels)["emergency"] == pytest.approx(1.0)


def test_there_are_as_many_kinds_of_pieces_as_the_weights_say() -> None:
    assert len(features_of(("khedma", "fi", "jendouba"))) == GROUPS
