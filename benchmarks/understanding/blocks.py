"""How does the model do on people it never read? Fits on some blocks of rows, tries the others.

Rows of one invented person stand together, and one hand spells alike: a row is never tried by a
model that has read its neighbours."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from benchmarks.understanding.corpus import Row
from benchmarks.understanding.fitting import fit, pieces_of
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
    return zlib.crc32(f"{row.file} {(row.at - 2) // BLOCK}".encode()) % FOLDS


@dataclass(frozen=True, slots=True)
class Tried:
    """A row, and what a model that has not read it makes of it."""

    row: Row
    ranking: Ranking

    @property
    def is_right(self) -> bool:
        return self.ranking.labels[0][0] in (self.row.label, self.row.second)


def tried_on_others(rows: Sequence[Row]) -> Iterator[Tried]:
    """Every row, tried by a model that has not read its block; nothing is calibrated."""
    for classifier, left in held_out(rows):
        for row in left:
            yield Tried(row, classifier.rank(words_weighed(row.text)))


def held_out(
    rows: Sequence[Row], numbers: Mapping[str, float] = RAW, folds: Iterable[int] = range(FOLDS)
) -> Iterator[tuple[Classifier, list[Row]]]:
    """For each of `folds` a model with these `numbers`, and the rows it has not read."""
    found = pieces_of(rows)
    at = [fold_of(row) for row in rows]
    for fold in folds:
        read = [place for place, its in enumerate(at) if its != fold]
        fitted = fit([rows[place] for place in read], [found[place] for place in read])
        weights = Weights.read(pack(fitted, numbers, ""))
        yield Classifier(weights), [rows[place] for place, its in enumerate(at) if its == fold]
