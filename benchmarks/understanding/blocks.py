"""How does the model do on people it never read? Fits on some blocks of rows, tries the others.

Rows of one invented person stand together, and one hand spells alike: a row is never tried by a
model that has read its neighbours."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from benchmarks.understanding.corpus import Row
from benchmarks.understanding.fitting import Pieces, fit, pieces_of
from benchmarks.understanding.packing import pack
from flows.engine.understanding.model.classifier import Classifier, Ranking
from flows.engine.understanding.model.features import words_weighed
from flows.engine.understanding.model.weights import Weights

BLOCK = 10
FOLDS = 5
RAW: Mapping[str, float] = MappingProxyType({"label_slope": 1.0})
"""Numbers of weights that are not calibrated yet."""


def fold_of(row: Row) -> int:
    """The same for all rows of a block, and the same every time."""
    return zlib.crc32(f"{row.file} {_block(row)}".encode()) % FOLDS


@dataclass(frozen=True, slots=True)
class Tried:
    """A row, and what a model that has not read it makes of it."""

    row: Row
    ranking: Ranking

    @property
    def is_right(self) -> bool:
        return self.ranking.labels[0][0] in (self.row.label, self.row.second)


Held = tuple[Classifier, Sequence[Row]]
"""A model, and rows of blocks it has not read."""


def held_out(rows: Sequence[Row]) -> Iterator[Held]:
    """For each fold a model that is not calibrated, and the rows it has not read."""
    found = pieces_of(rows)
    at = [fold_of(row) for row in rows]
    for fold in range(FOLDS):
        read = [place for place, its in enumerate(at) if its != fold]
        yield (
            _fitted([rows[place] for place in read], [found[place] for place in read]),
            [rows[place] for place, its in enumerate(at) if its == fold],
        )


def sample(rows: Sequence[Row]) -> Held:
    """The same on a small scale, in seconds."""
    read, left = parted(rows)
    return _fitted(read, pieces_of(read)), left


def parted(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """A quarter of the blocks of four folds, to be read, and a quarter of those of the fifth."""
    few = [row for row in rows if zlib.crc32(f"{_block(row)} {row.file}".encode()) % 4 == 0]
    return [row for row in few if fold_of(row)], [row for row in few if not fold_of(row)]


def ranked(held: Held) -> list[Tried]:
    classifier, rows = held
    return [Tried(row, classifier.rank(words_weighed(row.text))) for row in rows]


def with_numbers(classifier: Classifier, numbers: Mapping[str, float]) -> Classifier:
    """The same model, calibrated."""
    return Classifier(replace(classifier.weights, numbers=numbers))


def _block(row: Row) -> int:
    return (row.at - 2) // BLOCK


def _fitted(rows: Sequence[Row], found: Sequence[Pieces]) -> Classifier:
    return Classifier(Weights.read(pack(fit(rows, found), RAW, "")))
