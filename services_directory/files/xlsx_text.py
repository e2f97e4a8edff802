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
_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)
"""ISO/IEC 29500-1 and what everybody writes, ISO/IEC 29500-4."""

_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z]+\d+:[A-Z]+\d+)[\"']")
_PLACE = re.compile(r'[0#]|\\.|"[^"]*"|[ ()+/-]')
_DIGITS_ONLY = re.compile(rf"(?:{_PLACE.pattern})+")
"""A format of digits with marks between them, as phone numbers and codes have."""

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")

IsHeader = Callable[[Sequence[str]], bool]
Rows = list[tuple[int, list[str]]]
Where = set[tuple[int, int]]
"""Cells, by the number of their row, and of their column counted from 0."""


@dataclass(frozen=True, slots=True)
class SheetRead:
    """One sheet: its rows by number, blank ones left out; the sheets that were not read.

    `formulas`: cells whose result was taken; `broken`: those that show an error, or have none;
    `merged`: those that say what the first of the cells says they are merged with.
    """

    name: str
    rows: Rows
    others: tuple[str, ...]
    formulas: Where
    broken: Where
    merged: Where


def read_workbook(file: str, content: bytes, is_header: IsHeader, wanted: str = "") -> SheetRead:
    """The sheet that is `wanted`, else the first to be seen that has the columns; else the first.

    Raises FileRefused with what to do for a file that is too large, sealed or broken.
    """
    _check_package(file, content)
    content = _as_usual(content)
    with _open(file, content) as book:
        shown = [each for each in book.worksheets if each.sheet_state == "visible"]
        named = [each for each in shown if not wanted or each.title == wanted]
        if not named:
            names = ", ".join(each.title for each in shown)
            raise refused(
                file, "sheets", Said("No such sheet: choose one of {names}.", names=names)
            )
        headers = ((each, _header_row(each, is_header)) for each in named)
        sheet, header = next((found for found in headers if found[1]), (named[0], 0))
        formulas, broken = set[tuple[int, int]](), set[tuple[int, int]]()
        rows = _rows_of(file, sheet, formulas, broken)
        ranges = [each for each in _merged_ranges(sheet) if each[1] > header]
        name = sheet.title
        others = tuple(each.title for each in shown if each is not sheet)
    if formulas:
        with _open(file, content, results=True) as book:
            _fill(rows, formulas, broken, book[name])
    merged = _spread(rows, ranges)
    return SheetRead(name, rows, others, formulas - broken, broken, merged)


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
    except (FileRefused, MemoryError):
        raise
    # What a broken file makes its reader raise is written down nowhere.
    except Exception as error:
        raise _broken(file) from error


def _broken(file: str) -> FileRefused:
    return refused(file, "file", Said("This is no Excel file that can be read: save it as .xlsx."))


def _as_usual(content: bytes) -> bytes:
    """The package with the names that are read: "Strict Open XML" is the same by others."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        try:
            strict = _STRICT[0][0] in package.read("xl/workbook.xml")
        except KeyError:
            return content
        if not strict:
            return content
        usual = io.BytesIO()
        with zipfile.ZipFile(usual, "w", zipfile.ZIP_DEFLATED) as made:
            for name in package.namelist():
                part = package.read(name)
                for theirs, ours in _STRICT:
                    part = part.replace(theirs, ours)
                made.writestr(name, part)
    return usual.getvalue()


def _header_row(sheet: Any, is_header: IsHeader) -> int:
    """The number of the row that names the columns; 0 where none does."""
    rows = sheet.iter_rows(max_row=_LOOKED_AT, max_col=MOST_COLUMNS, values_only=True)
    numbered = enumerate(rows, start=1)
    return next((n for n, row in numbered if is_header([text_of(value) for value in row])), 0)


def _merged_ranges(sheet: Any) -> list[tuple[int, int, int, int]]:
    """First column, first row, last column, last row of each. openpyxl reads them, but not in the
    mode in which a large sheet fits into memory: they stand behind the cells."""
    from openpyxl.worksheet.cell_range import CellRange

    with sheet._get_source() as source:
        tail = source.read().rpartition(b"sheetData")[2]
    return [CellRange(found[1].decode()).bounds for found in _MERGED.finditer(tail)]


def _spread(rows: Rows, ranges: Sequence[tuple[int, int, int, int]]) -> Where:
    """Let each covered cell say what is written over it; returns which do so now."""
    texts, merged = dict(rows), set[tuple[int, int]]()
    for first_column, first_row, last_column, last_row in ranges:
        cells = texts.get(first_row, [])
        if len(cells) < first_column or not cells[first_column - 1]:
            continue
        for number in texts.keys() & {*range(first_row, last_row + 1)}:
            row = texts[number]
            row += [""] * (min(last_column, MOST_COLUMNS) - len(row))
            for at in range(first_column - 1, min(last_column, MOST_COLUMNS)):
                if (number, at) != (first_row, first_column - 1):
                    row[at] = cells[first_column - 1]
                    merged.add((number, at))
    return merged


def _rows_of(file: str, sheet: Any, formulas: Where, broken: Where) -> Rows:
    rows: Rows = []
    cells = sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS)
    for number, row in enumerate(cells, start=1):
        if number > MOST_ROWS:
            raise refused(file, "file", Said("It has more than {n} rows: split it.", n=MOST_ROWS))
        formulas |= {(number, at) for at, cell in enumerate(row) if cell.data_type == "f"}
        broken |= {(number, at) for at, cell in enumerate(row) if cell.data_type == "e"}
        texts = [_shown(cell) for cell in row]
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
                texts[number][at] = _shown(cell)
                if cell.value is None or cell.data_type == "e":
                    broken.add((number, at))


def _shown(cell: Any) -> str:
    """What a cell shows: 190 with the format 0000 is 0190, and no ambulance."""
    value, written = cell.value, cell.number_format if cell.value is not None else ""
    whole = isinstance(value, int | float) and not isinstance(value, bool) and value == int(value)
    if not whole or value < 0 or "0" not in written or not _DIGITS_ONLY.fullmatch(written):
        return text_of(value)
    places = _PLACE.findall(written)
    first = next(at for at, place in enumerate(places) if place in "0#")
    digits, shown = list(str(int(value))), ""
    for at, place in reversed([*enumerate(places)]):
        if place not in ("0", "#"):
            shown = place.strip('\\"') + shown
        elif at == first:
            shown = "".join(digits).rjust(1 if place == "0" else 0, "0") + shown
        elif digits or place == "0":
            shown = (digits.pop() if digits else "0") + shown
    return shown


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
