"""Are people understood whom the model has not read? Are the figures of these rows, and held?"""

from __future__ import annotations

import pytest

from benchmarks.understanding.blocks import BLOCK, fold_of, parted
from benchmarks.understanding.corpus import hash_of, shipped_rows
from benchmarks.understanding.figures import ALL, PAGE, Figure, Stored, sampled, told_in
from flows.engine.understanding import Lexicon
from flows.engine.understanding.model.features import VERSION

STORED = Stored.read()

NEARLY = 0.02
"""What another machine's arithmetic may change of some hundred sentences."""


def test_the_figures_are_of_the_rows_in_the_repository() -> None:
    assert (STORED.data, STORED.features) == (hash_of(shipped_rows()), VERSION), (
        "the corpus has changed: run `make train` and commit locales/understanding.figures.toml too"
    )


@pytest.mark.parametrize("figure", ALL, ids=lambda figure: figure.name)
def test_each_figure_is_held(figure: Figure) -> None:
    result = figure.result(STORED.figures[figure.name])
    assert result.kept, result


def test_the_page_tells_them() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == told_in(page, STORED.figures), "run `make train`"


@pytest.mark.timeout(300)
def test_a_sample_tried_again_says_the_same(lexicon: Lexicon) -> None:
    """The stored figures are what this program does, and nobody wrote them by hand."""
    assert lexicon.classifier is not None
    again = sampled(shipped_rows(), lexicon.classifier.weights.numbers)
    assert again == pytest.approx(STORED.sample, abs=NEARLY), "run `make train`"


def test_a_block_is_never_read_in_part() -> None:
    rows = [row for row in shipped_rows() if row.file == "train_latn2.csv"]
    for first in range(0, len(rows) - 10, 10):
        assert len({fold_of(row) for row in rows[first : first + 10]}) == 1


def test_a_sample_tries_no_block_that_was_read() -> None:
    read, left = (
        {(row.file, (row.at - 2) // BLOCK) for row in part} for part in parted(shipped_rows())
    )
    assert read.isdisjoint(left)
    assert min(len(read), len(left)) > 30
