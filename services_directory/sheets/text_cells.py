"""Tables of text as a workbook: +216 keeps its plus, 0 its place, and “=1+1” is those letters."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

_UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LIKE_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")

_WIDTH = 22


@dataclass(frozen=True, slots=True)
class TextTable:
    """One page of a workbook; its first row are the headings."""

    title: str
    rows: Sequence[Sequence[str]]


def write_tables(tables: Sequence[TextTable], file: BinaryIO, *, mirrored: bool = False) -> None:
    """Write the workbook. `mirrored`: its pages begin at the right. Call it in a thread."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    for table in tables:
        page = book.create_sheet(table.title)
        page.freeze_panes = "A2"
        page.sheet_view.rightToLeft = mirrored
        cells = TextCells(page)
        headings, *rows = table.rows
        for number in range(1, len(headings) + 1):
            page.column_dimensions[get_column_letter(number)].width = _WIDTH
        page.append([cells.heading(each) for each in headings])
        for row in rows:
            page.append([cells.text("", each) for each in row])
    book.save(file)


class TextCells:
    """Makes cells of one page; columns that end in a code of `right_to_left` are written so."""

    def __init__(self, page: Any, right_to_left: Collection[str] = ()) -> None:
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Alignment, Font, PatternFill

        self._page = page
        self._cell = WriteOnlyCell
        self._bold = Font(bold=True)
        self._shaded = PatternFill("solid", fgColor="DDEBF7")
        self._top = Alignment(vertical="top", wrap_text=False)
        self._right_to_left = right_to_left
        self._turned = Alignment(vertical="top", horizontal="right", readingOrder=2)

    def heading(self, name: str) -> Any:
        cell = self.text(name, name)
        cell.font = self._bold
        cell.fill = self._shaded
        return cell

    def text(self, column: str, words: str) -> Any:
        words = _LIKE_ESCAPED.sub("_x005F_", _UNSAYABLE.sub("", words))
        cell = self._cell(self._page, words or None)
        if words:
            # Not a formula, whatever it starts with; nor after somebody edited it.
            cell.data_type = "s"
            cell.quotePrefix = words.startswith(("=", "+", "-", "@"))
        cell.number_format = "@"
        turned = column.rpartition("_")[2] in self._right_to_left
        cell.alignment = self._turned if turned else self._top
        return cell
