"""What does a CSV file hold? Rows with their line numbers, or why it cannot be read as a whole."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from services_directory.drafts import tidy_text
from services_directory.importing.faults import FileFault, FileRefused

_LARGEST_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: `line` is its number in the file, as an editor shows it; cells are trimmed."""

    line: int
    cells: Mapping[str, str]

    def fault(self, file: str, column: str, mend: str) -> FileFault:
        return FileFault(file, f"row {self.line}, column {column}", mend)


def read_sheet(path: Path, columns: Sequence[str]) -> tuple[SheetRow, ...]:
    """The rows of a UTF-8 CSV file that must have all of `columns`. A byte order mark is fine.

    Raises FileRefused, with every fault at once.
    """
    text = _read_text(path)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        _check_header(path.name, header, columns)
        return tuple(_rows(path.name, header, reader))
    except csv.Error as error:
        mend = f"The quotes of this row do not close ({error})."
        raise FileRefused([FileFault(path.name, f"row {reader.line_num}", mend)]) from error


def _read_text(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            raise FileRefused([FileFault(path.name, "file", "It is larger than 20 MB: split it.")])
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise FileRefused(
            [FileFault(path.name, "file", "There is no such readable file.")]
        ) from error
    except UnicodeDecodeError as error:
        mend = "Save it as “CSV UTF-8”: other encodings spoil Arabic and accents."
        raise FileRefused([FileFault(path.name, f"byte {error.start + 1}", mend)]) from error


def _check_header(file: str, header: Sequence[str], columns: Sequence[str]) -> None:
    faults = [
        FileFault(file, f"row 1, column {name}", "This column is missing: add it, even empty.")
        for name in columns
        if name not in header
    ]
    faults += [
        FileFault(
            file, f"row 1, column {name or '(empty)'}", "Unknown column: remove or rename it."
        )
        for name in header
        if name not in columns
    ]
    faults += [
        FileFault(file, f"row 1, column {name}", "This column stands twice: keep one.")
        for name in columns
        if header.count(name) > 1
    ]
    if faults:
        raise FileRefused(faults)


def _rows(file: str, header: Sequence[str], reader: Iterator[list[str]]) -> Iterator[SheetRow]:
    faults: list[FileFault] = []
    last_line = 1
    for cells in reader:
        line, last_line = last_line + 1, reader.line_num  # type: ignore[attr-defined]
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            mend = f"It has {len(cells)} cells and the header has {len(header)}: quote its commas."
            faults.append(FileFault(file, f"row {line}", mend))
            continue
        yield SheetRow(line, dict(zip(header, map(tidy_text, cells), strict=True)))
    if faults:
        raise FileRefused(faults)
