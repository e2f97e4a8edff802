"""No program runs what somebody wrote, however it divides the cells of a file."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services_directory.sheets.exporter import Sheet, as_csv
from services_directory.sheets.formulas import as_meant, neutral

RUNS = re.compile(r" *[=+\-@＝＋－＠]")
# Digits and marks alone run nothing, a mark that divides other files among them.
IS_NUMBER = re.compile(r"[+-]?[\d\s().,;/-]+")
PIECES = st.sampled_from(
    ["=1", "+cmd", "-2+3", "@A", "'", '"', ";", "\t", "\n", ",", " ", "a", "+216 78", "＝1"]
)
CELLS = st.lists(PIECES, max_size=8).map("".join)


def cells_as_read(text: str, divider: str) -> list[str]:
    """What a program shows that takes the quotes at the beginning of a cell away, as Excel does."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=divider)
    return [cell for row in rows for cell in row]


@given(first=CELLS, second=CELLS)
@example(first="bonjour;=cmd|' /C calc'!A0;fin", second="")
@example(first='a;"=cmd', second="")
@example(first="a\n- b", second='"=cmd')
@example(first="+216 78;'=1", second="")
@example(first="a\n+216 78;=1", second="")
def test_nothing_runs_whatever_divides_the_cells(first: str, second: str) -> None:
    text = as_csv(Sheet(("id", "a", "b"), ({"id": "x", "a": first, "b": second},)))
    for divider in ",;\t":
        for cell in cells_as_read(text, divider):
            for shown in (cell, cell.strip('"')):
                assert not RUNS.match(shown) or IS_NUMBER.fullmatch(shown), (divider, cell)


@given(CELLS)
def test_what_comes_back_is_what_went_out(cell: str) -> None:
    assert as_meant(neutral(cell)) == cell


@pytest.mark.parametrize(
    "cell",
    [
        "+216 78 000 001",
        "78 000 001;+216 78 000 002;190",
        "+216 78 000 002;190",
        "-5,5",
        "a-b",
        "a = b",
    ],
)
def test_numbers_and_words_stay_as_they_are(cell: str) -> None:
    assert neutral(cell) == cell
