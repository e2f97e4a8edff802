"""Which cells does a CSV file hold, whatever divides them and however its lines end?"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from services_directory.files.faults import Said, refused

_DELIMITERS = ",;\t"


def csv_rows(file: str, text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the number of its line, as an editor shows it; blank ones left out.

    Raises FileRefused, while it is read, where the quotes of a row do not close.
    """
    lines = text.replace("\r\r\n", "\n").replace("\r\n", "\n").replace("\r", "\n")
    reader = csv.reader(io.StringIO(lines, newline=""), delimiter=_delimiter(lines), strict=True)
    last_line = 0
    try:
        for cells in reader:
            line, last_line = last_line + 1, reader.line_num
            if any(cell.strip() for cell in cells):
                yield line, cells
    except csv.Error as error:
        mend = Said("The quotes of this row do not close.")
        raise refused(file, f"row {reader.line_num}", mend) from error


def _delimiter(lines: str) -> str:
    """What divides the cells: where a comma stands in numbers, Excel writes semicolons."""
    first = next((line for line in lines.splitlines() if line.strip()), "")
    return max(_DELIMITERS, key=first.count)
