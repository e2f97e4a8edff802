"""Which cells does an Excel workbook hold, as text? Or why can it not be read?"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

from services_directory.files.faults import FileRefused, Said, refused

LARGEST_UNPACKED = 60_000_000
"""A sheet of 10,000 services is half of it."""

MOST_ROWS = 50_000
MOST_COLUMNS = 250

_LOOKED_AT = 20
"""In so many rows the names of the columns must come."""

_OLD_OR_SEALED = b"\xd0\xcf\x11\xe0"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")

IsHeader = Callable[[Sequence[str]], bool]
Rows = list[tuple[int, list[str]]]
Where = set[tuple[int, int]]
"""Cells, by the number of their row, and of their column counted from 0."""


@dataclass(frozen=True, slots=True)
class SheetRead:
    """One sheet: its rows by number, blank ones left out; the sheets that were not read.

    `formulas`: cells whose result was taken; `broken`: those that show an error, or have none.
    """

    name: str
    rows: Rows
    others: tuple[str, ...]
    formulas: Where
    broken: Where


def read_workbook(file: str, content: bytes, is_header: IsHeader, wanted: str = "") -> SheetRead:
    """The sheet that is `wanted`, else the first to be seen that has the columns; else the first.

    Raises FileRefused with what to do for a file that is too large, sealed or broken.
    """
    _check_package(file, content)
    with _open(file, content) as book:
        shown = [each for each in book.worksheets if each.sheet_state == "visible"]
        named = [each for each in shown if not wanted or each.title == wanted]
        if not named:
            names = ", ".join(each.title for each in shown)
            raise refused(
                file, "sheets", Said("No such sheet: choose one of {names}.", names=names)
            )
        sheet = next((each for each in named if _has_header(each, is_header)), named[0])
        formulas, broken = set[tuple[int, int]](), set[tuple[int, int]]()
        rows = _rows_of(file, sheet, formulas, broken)
        name = sheet.title
        others = tuple(each.title for each in shown if each is not sheet)
    if formulas:
        with _open(file, content, results=True) as book:
            _fill(rows, formulas, broken, book[name])
    return SheetRead(name, rows, others, formulas - broken, broken)


def _check_package(file: str, content: bytes) -> None:
    if content.startswith(_OLD_OR_SEALED):
        mend = Said(
            "It is protected with a password, or it is an old .xls: "
            "save it as .xlsx without a password."
        )
        raise refused(file, "file", mend)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            # Nothing is unpacked further than what is written here.
            size = sum(each.file_size for each in package.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise _broken(file) from error
    if size > LARGEST_UNPACKED:
        mend = Said("It is larger than {n} MB: split it.", n=LARGEST_UNPACKED // 1_000_000)
        raise refused(file, "file", mend)


@contextmanager
def _open(file: str, content: bytes, *, results: bool = False) -> Iterator[Any]:
    # It costs 15 MB and a tenth of a second, which most processes never need.
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            # Of what it leaves aside: pictures, rules for colours, printing.
            warnings.simplefilter("ignore")
            book = load_workbook(
                io.BytesIO(content), read_only=True, data_only=results, keep_links=False
            )
            try:
                yield book
            finally:
                book.close()
    except FileRefused:
        raise
    # What a broken file makes its reader raise is written down nowhere.
    except Exception as error:
        raise _broken(file) from error


def _broken(file: str) -> FileRefused:
    return refused(file, "file", Said("This is no Excel file that can be read: save it as .xlsx."))


def _has_header(sheet: Any, is_header: IsHeader) -> bool:
    rows = sheet.iter_rows(max_row=_LOOKED_AT, max_col=MOST_COLUMNS, values_only=True)
    return any(is_header([text_of(value) for value in row]) for row in rows)


def _rows_of(file: str, sheet: Any, formulas: Where, broken: Where) -> Rows:
    rows: Rows = []
    cells = sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS)
    for number, row in enumerate(cells, start=1):
        if number > MOST_ROWS:
            raise refused(file, "file", Said("It has more than {n} rows: split it.", n=MOST_ROWS))
        formulas |= {(number, at) for at, cell in enumerate(row) if cell.data_type == "f"}
        broken |= {(number, at) for at, cell in enumerate(row) if cell.data_type == "e"}
        texts = [text_of(cell.value) for cell in row]
        while texts and not texts[-1].strip():
            texts.pop()
        if texts:
            rows.append((number, texts))
    return rows


def _fill(rows: Rows, formulas: Where, broken: Where, sheet: Any) -> None:
    """Put the results of formulas in their places."""
    texts = dict(rows)
    last = max(number for number, _at in formulas)
    cells = sheet.iter_rows(max_row=last, max_col=MOST_COLUMNS)
    for number, row in enumerate(islice(cells, last), start=1):
        for at, cell in enumerate(row):
            if (number, at) in formulas:
                texts[number][at] = text_of(cell.value)
                if cell.value is None or cell.data_type == "e":
                    broken.add((number, at))


def text_of(value: object) -> str:
    """What a cell shows: 78000001 and not 78000001.0, days as ISO 8601, times as 08:30."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else f"{value:.15g}"
    if isinstance(value, datetime):
        is_day = value.time() == time()
        return value.date().isoformat() if is_day else value.isoformat(" ", "minutes")
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60:02}:{minutes % 60:02}"
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), str(value))
