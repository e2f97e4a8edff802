"""How is the model fitted? One linear machine for the labels, one for danger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.svm import LinearSVC

from benchmarks.understanding.corpus import Row
from flows.engine.understanding.model.features import features_of, words_weighed
from flows.engine.understanding.model.labels import DANGERS, EMERGENCY, LABELS
from flows.engine.understanding.model.weights import GROUPS

MOST_PIECES = 118_000
"""What the weights file has room for."""

LEAST_ROWS = 2
"""Rows a piece must be in: what one person wrote once says more of them than of the matter."""

_TOLERANCE = 0.05
"""How near to its best a machine is fitted: nearer makes no message better understood."""

_EVENNESS = 0.3
"""How far rare labels weigh more than common ones: 0 not at all, 1 until all weigh the same."""

Floats = NDArray[np.float64]
Pieces = tuple[set[str], ...]
"""Of one message, by kind of piece."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The pieces known, and how rare each is, by kind of piece."""

    places: tuple[dict[str, int], ...]
    rarity: tuple[Floats, ...]

    @classmethod
    def of(cls, found: Sequence[Pieces]) -> Vocabulary:
        places: list[dict[str, int]] = []
        rarity: list[Floats] = []
        for group in range(GROUPS):
            counted = Counter(piece for pieces in found for piece in pieces[group])
            kept = sorted(piece for piece, count in counted.items() if count >= LEAST_ROWS)
            places.append({piece: at for at, piece in enumerate(kept)})
            counts = np.array([counted[piece] for piece in kept], dtype=float)
            rarity.append(np.log((1 + len(found)) / (1 + counts)) + 1)
        return cls(tuple(places), tuple(rarity))

    def __len__(self) -> int:
        return sum(map(len, self.places))

    def most_telling(self, weights: Floats, count: int) -> Vocabulary:
        """The `count` pieces that tell most. `weights`: of each, the highest of any label."""
        worth = weights * np.concatenate(self.rarity)
        kept = set(np.argsort(-worth, kind="stable")[:count].tolist())
        places: list[dict[str, int]] = []
        rarity: list[Floats] = []
        start = 0
        for known, rare in zip(self.places, self.rarity, strict=True):
            left = [(piece, at) for piece, at in known.items() if start + at in kept]
            places.append({piece: new for new, (piece, _at) in enumerate(left)})
            rarity.append(rare[[at for _piece, at in left]])
            start += len(known)
        return Vocabulary(tuple(places), tuple(rarity))

    def matrix(self, found: Sequence[Pieces]) -> csr_matrix:
        """A row for each message, each kind of piece brought to length 1."""
        return hstack([self._part(found, group) for group in range(GROUPS)]).tocsr()

    def _part(self, found: Sequence[Pieces], group: int) -> csr_matrix:
        known, rarity = self.places[group], self.rarity[group]
        ends, columns, values = [0], [], []
        for pieces in found:
            at = np.array(
                sorted(known[piece] for piece in pieces[group] if piece in known), dtype=np.int64
            )
            worth = rarity[at]
            columns.append(at)
            values.append(worth / max(float(np.sqrt((worth**2).sum())), 1e-9))
            ends.append(ends[-1] + len(at))
        shape = (len(found), len(known))
        return csr_matrix((np.concatenate(values), np.concatenate(columns), ends), shape=shape)


@dataclass(frozen=True, slots=True)
class Fitted:
    """A row of `weights` for each piece known; columns: `labels`, no danger, DANGERS."""

    labels: tuple[str, ...]
    vocabulary: Vocabulary
    weights: Floats
    bias: Floats

    @property
    def pieces(self) -> tuple[str, ...]:
        return tuple(piece for known in self.vocabulary.places for piece in known)

    @property
    def rarity(self) -> Floats:
        return np.concatenate(self.vocabulary.rarity)


def pieces_of(rows: Sequence[Row]) -> list[Pieces]:
    return [features_of(words_weighed(row.text)) for row in rows]


def fit(rows: Sequence[Row], found: Sequence[Pieces]) -> Fitted:
    """`found`: the pieces of each of `rows`.

    Fitted twice: once to see which pieces say most, then on these alone."""
    labels = tuple(sorted(LABELS))
    vocabulary = Vocabulary.of(found)
    if len(vocabulary) > MOST_PIECES:
        roughly, _bias = _labels(vocabulary.matrix(found), rows, labels)
        vocabulary = vocabulary.most_telling(np.abs(roughly).max(axis=0), MOST_PIECES)
    matrix = vocabulary.matrix(found)
    weights, bias = zip(_labels(matrix, rows, labels), _dangers(matrix, rows), strict=True)
    return Fitted(labels, vocabulary, np.vstack(weights).T, np.concatenate(bias))


def _labels(
    matrix: csr_matrix, rows: Sequence[Row], labels: Sequence[str]
) -> tuple[Floats, Floats]:
    counted = Counter(row.label for row in rows)
    missing = sorted(set(labels) - set(counted))
    if missing:
        raise ValueError(f"no row of the corpus is labelled {', '.join(missing)}: write some")
    mean = len(rows) / len(counted)
    fitted = [
        _told_apart(
            matrix,
            [label in (row.label, row.second) for row in rows],
            (mean / counted[label]) ** _EVENNESS,
        )
        for label in labels
    ]
    weights, bias = zip(*fitted, strict=True)
    return np.vstack(weights), np.concatenate(bias)


def _told_apart(matrix: csr_matrix, are: Sequence[bool], worth: float) -> tuple[Floats, Floats]:
    """What tells rows that are of a label from those that are not. `worth`: of one that is.

    A row of two labels is of both, so neither learns that it is not."""
    machine = LinearSVC(C=0.5, tol=_TOLERANCE, random_state=0, class_weight={True: worth, False: 1})
    machine.fit(matrix, are)
    return machine.coef_, machine.intercept_


def _dangers(matrix: csr_matrix, rows: Sequence[Row]) -> tuple[Floats, Floats]:
    """No danger, then its kinds: against every other sentence, a kind is told from its idioms."""
    machine = LinearSVC(C=0.5, tol=_TOLERANCE, random_state=0)
    machine.fit(matrix, [row.danger for row in rows])
    order = [list(machine.classes_).index(kind) for kind in ("", *DANGERS)]
    return machine.coef_[order], machine.intercept_[order]


def is_danger(row: Row) -> bool:
    return EMERGENCY in (row.label, row.second)
