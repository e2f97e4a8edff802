"""Are people understood whom the model has not read? One fifth of what `make bench` tries."""

from __future__ import annotations

import pytest

from benchmarks.findings import Result
from benchmarks.understanding.blocks import fold_of
from benchmarks.understanding.figures import judged, lines, results
from benchmarks.understanding.train import shipped_rows
from flows.engine.understanding import Lexicon

A_FIFTH_DIFFERS = 0.03
"""What one fifth of the rows may be worse than all of them."""


@pytest.mark.timeout(900)
def test_people_not_read_are_understood(lexicon: Lexicon) -> None:
    every = list(judged(shipped_rows(), lexicon, folds=[0]))

    print(*lines(every), sep="\n")
    assert [str(each) for each in results(every) if _is_broken(each)] == []
    assert [each.row.text for each in every if each.is_wrongly_protected] == []


def _is_broken(result: Result) -> bool:
    limit = float(result.promised.split()[1])
    return not result.kept and abs(result.value - limit) > A_FIFTH_DIFFERS


def test_rows_of_a_block_are_never_parted() -> None:
    rows = [row for row in shipped_rows() if row.file == "train_latn2.csv"]
    for first in range(0, len(rows) - 10, 10):
        assert len({fold_of(row) for row in rows[first : first + 10]}) == 1
