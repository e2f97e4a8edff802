"""What does a spreadsheet hold? Rows with their numbers, or why it cannot be read as a whole.

CSV and Excel alike: what divides cells, how lines end and in which encoding is found out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from services_directory.files.csv_text import read_csv
from services_directory.files.faults import FileFault, FileRefused, Said, refused
from services_directory.files.findings import Done, Finding, Findings
from services_directory.files.pauses import Pause, at_once
from services_directory.files.text import decode
from services_directory.files.workbook_process import read_apart
from services_directory.files.xlsx_text import IsHeader, Rows, Where
from services_directory.records.drafts import keeps_lines, tidy_text

_LARGEST_BYTES = 20_000_000
_WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_LOOKED_AT = 20

_ERROR = re.compile(r"#(REF!|N/A|VALUE!|NAME\?|DIV/0!|NULL!|NUM!)")
_LOST = re.compile(r"[?\s\d.,;()-]*\?{3}[?\s\d.,;()-]*")
"""What Arabic becomes where a spreadsheet saves in an encoding that has none."""


@dataclass(frozen=True, slots=True)
class SheetFile:
    """A file as it was brought: its name, without folders, and its bytes."""

    name: str
    content: bytes

    @classmethod
    def at(cls, path: Path) -> SheetFile:
        """Raises FileRefused for one that is not there or too large."""
        try:
            if path.stat().st_size > _LARGEST_BYTES:
                mend = Said("It is larger than {n} MB: split it.", n=_LARGEST_BYTES // 1_000_000)
                raise refused(path.name, "file", mend)
            return cls(path.name, path.read_bytes())
        except OSError as error:
            raise refused(path.name, "file", Said("There is no such readable file.")) from error


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: `line` is its number in the file, as an editor shows it; cells are trimmed."""

    line: int
    cells: Mapping[str, str]

    def fault(self, file: str, column: str, mend: str) -> FileFault:
        return FileFault(file, f"row {self.line}, column {column}", mend)


@dataclass(slots=True)
class Table:
    """A sheet before anybody asked which columns it has to have.

    `header` is the names in row `header_line`; `part` and `others` name the sheets of a workbook:
    the one that was read, and those that were not.
    """

    file: str
    header_line: int
    header: tuple[str, ...]
    rows: Rows
    findings: Findings = field(default_factory=Findings)
    part: str = ""
    others: tuple[str, ...] = ()
    is_workbook: bool = False
    formulas: Where = field(default_factory=set)
    broken: Where = field(default_factory=set)
    merged: Where = field(default_factory=set)
    unclosed: set[int] = field(default_factory=set)


def open_table(
    file: SheetFile, is_header: IsHeader, findings: Findings, *, part: str = ""
) -> Table:
    """The table in a file: it starts at the first row that `is_header`, else at the first row.

    `part`: the sheet to be read of a workbook. Raises FileRefused.
    """
    if file.content.startswith(_WORKBOOK):
        read = read_apart(file.name, file.content, is_header, part)
        table = Table(file.name, 1, (), read.rows, findings, read.name, read.others, True)
        table.formulas, table.broken, table.merged = read.formulas, read.broken, read.merged
    else:
        told = read_csv(decode(file.name, file.content, findings))
        table = Table(file.name, 1, (), told.rows, findings)
        table.unclosed = told.unclosed
    _find_header(table, is_header)
    return table


def _find_header(table: Table, is_header: IsHeader) -> None:
    tidy = [(line, [tidy_text(cell) for cell in cells]) for line, cells in table.rows[:_LOOKED_AT]]
    starts = (number for number, (_line, cells) in enumerate(tidy) if is_header(cells))
    start = next(starts, 0)
    if tidy:
        table.header_line, names = tidy[start]
        table.header = tuple(names)
        table.rows = table.rows[start + 1 :]


def read_sheet(
    path: Path, columns: Sequence[str], also: Callable[[str], object]
) -> tuple[SheetRow, ...]:
    """The rows of a file that must have all of `columns`, and be faultless.

    It may have those `also` is true of. Raises FileRefused, with every fault at once.
    """
    table = open_table(SheetFile.at(path), lambda names: {*columns} <= {*names}, Findings())
    check_header(table, columns, [name for name in table.header if also(name)])
    faults: list[FileFault] = []
    rows = rows_of(table, lambda row, fault: faults.append(fault))
    if faults:
        raise FileRefused(faults)
    return rows


def check_header(table: Table, columns: Collection[str], more: Collection[str] = ()) -> None:
    """Raises FileRefused where one of `columns` is missing or one is neither of them nor `more`."""
    where = f"row {table.header_line}, column"
    missing = Said("This column is missing: add it, even empty.")
    unknown = Said("Unknown column: remove or rename it.")
    twice = Said("This column stands twice: keep one.")
    names = [name for name in table.header if name or not table.is_workbook]
    told = [(name, missing) for name in columns if name not in names]
    told += [(name, unknown) for name in names if name not in columns and name not in more]
    known = [name for name in (*columns, *more) if names.count(name) > 1]
    told += [(name, twice) for name in known]
    if told:
        faults = [
            FileFault(table.file, f"{where} {name or '(empty)'}", mend) for name, mend in told
        ]
        raise FileRefused(faults)


def drop_columns(table: Table, dropped: Collection[int]) -> None:
    """Leave columns out, by their place from 0, as if the file had none such."""
    kept = [at for at in range(len(table.header)) if at not in dropped]
    beyond = len(table.header)
    place = {at: new for new, at in enumerate(kept)}
    table.header = tuple(table.header[at] for at in kept)
    table.rows = [
        (number, [*(cells[at] for at in kept if at < len(cells)), *cells[beyond:]])
        for number, cells in table.rows
    ]
    for marked in (table.formulas, table.broken, table.merged):
        moved = {(number, place[at]) for number, at in marked if at in place}
        marked.clear()
        marked |= moved


def rows_of(
    table: Table, refuse: Callable[[SheetRow, FileFault], None], pause: Pause = at_once
) -> tuple[SheetRow, ...]:
    """The rows that can be used; of each other one `refuse` is told the first reason."""
    kept: list[SheetRow] = []
    for line, cells in table.rows:
        pause()
        texts = [
            tidy_text(cell, keep_lines=keeps_lines(name))
            for name, cell in zip(table.header, cells, strict=False)
        ]
        row = SheetRow(line, dict(zip(table.header, texts, strict=False)))
        fault = _fault_of(table, row, cells)
        if fault:
            refuse(row, fault)
            continue
        kept.append(SheetRow(line, {**dict.fromkeys(table.header, ""), **row.cells}))
    lines = {row.line for row in kept}
    formula = Said("Here stood a formula: its result was taken.")
    merged = Said("This cell is merged with others: what the first says was taken.")
    taken = [*((cell, formula) for cell in table.formulas), *((c, merged) for c in table.merged)]
    for (line, at), problem in sorted(taken, key=lambda each: each[0]):
        if line in lines and at < len(table.header):
            where = f"row {line}"
            finding = Finding(table.file, where, table.header[at], problem, Done.REPAIRED)
            table.findings.all.append(finding)
    return tuple(kept)


def _fault_of(table: Table, row: SheetRow, cells: Sequence[str]) -> FileFault | None:
    if row.line in table.unclosed:
        mend = Said("The quotes of this row do not close.")
        return FileFault(table.file, f"row {row.line}", mend)
    beyond = any(cell.strip() for cell in cells[len(table.header) :])
    if beyond or (len(cells) < len(table.header) and not table.is_workbook):
        mend = Said(
            "It has {cells} cells and the header has {names}: put text with commas in quotes.",
            cells=len(cells),
            names=len(table.header),
        )
        return FileFault(table.file, f"row {row.line}", mend)
    for at, (name, cell) in enumerate(zip(table.header, row.cells.values(), strict=False)):
        if (row.line, at) in table.broken or (not table.is_workbook and _ERROR.fullmatch(cell)):
            mend = Said("The spreadsheet has no result here: write the value itself.")
            return row.fault(table.file, name, mend)
        lost = _LOST.fullmatch(cell) and _is_of_others(name)
        if "\ufffd" in cell or (not table.is_workbook and lost):
            mend = Said("Its letters were lost (???): save the sheet as CSV UTF-8, or as .xlsx.")
            return row.fault(table.file, name, mend)
    return None


def _is_of_others(column: str) -> bool:
    """True for words in another script than ours, which some encodings have not."""
    stem, _line, locale = column.rpartition("_")
    return bool(stem) and len(locale) < 4 and locale not in ("fr", "en")
