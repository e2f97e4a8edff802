"""Which cells does a CSV file hold, whatever divides them and however its lines end?"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice

_DELIMITERS = ",;\t"
_LOOKED_AT = 50
"""Rows, to find out what divides their cells."""


@dataclass(frozen=True, slots=True)
class CsvRead:
    """Its rows by number, as a spreadsheet counts them: blank ones left out, but counted.

    `unclosed`: the rows whose quotes do not close; of those the text is one cell.
    """

    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    unclosed: set[int] = field(default_factory=set)


def read_csv(text: str) -> CsvRead:
    """Every row of a file. One whose quotes do not close takes no other row with it."""
    lines = lines_of(text)
    read, delimiter = CsvRead(), _delimiter(lines)
    number = at = 0
    while at < len(lines):
        reader = csv.reader(
            iter(lines[at:]), delimiter=delimiter, strict=True, skipinitialspace=True
        )
        done = 0
        try:
            for cells in reader:
                number, done = number + 1, reader.line_num
                if any(cell.strip() for cell in cells):
                    read.rows.append((number, cells))
            return read
        except csv.Error:
            number, at = number + 1, at + done + 1
            read.rows.append((number, [lines[at - 1]]))
            read.unclosed.add(number)
    return read


def lines_of(text: str) -> list[str]:
    """The lines of a file with their ends, also those of one that was converted twice."""
    lines = text.replace("\r\r\n", "\n").replace("\r\n", "\n").replace("\r", "\n")
    return [f"{line}\n" for line in lines.removesuffix("\n").split("\n")]


def _delimiter(lines: list[str]) -> str:
    """What divides the most rows into equally many cells: a title may have commas, too."""
    return max(_DELIMITERS, key=lambda each: _rows_alike(lines, each))


def _rows_alike(lines: list[str], delimiter: str) -> tuple[int, int]:
    widths = Counter(len(cells) for cells in islice(_loosely(lines, delimiter), _LOOKED_AT))
    return max(((count, width) for width, count in widths.items() if width > 1), default=(0, 0))


def _loosely(lines: list[str], delimiter: str) -> Iterator[list[str]]:
    # A cell beyond all size ends the look: reading tells of it.
    with suppress(csv.Error):
        yield from csv.reader(iter(lines), delimiter=delimiter, skipinitialspace=True)
