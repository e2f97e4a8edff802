"""How does the sheet of services become an Excel workbook that staff can edit and bring back?"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any, BinaryIO

from services_directory.records.flat_fields import CONFIDENCES
from services_directory.sheets.exporter import Sheet
from services_directory.sheets.hxl_tags import tag_of
from services_directory.values.entries import Cost, Programme, Status

TITLE = "Services"

_NARROW, _USUAL, _WIDE = 12, 20, 44
_WIDTHS = {
    **dict.fromkeys(("latitude", "longitude", "short_code", "cost", "confidence"), _NARROW),
    **dict.fromkeys(("website", "opening_hours", "source_url", "notes"), _WIDE),
}
_WORDY = (
    "description",
    "address",
    "documents",
    "eligibility",
    "alert",
    "application",
    "hours_note",
)

_UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LIKE_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_LONGEST_LIST = 255
_MORE_ROWS = 500
"""Below the last service, in which staff are offered the same choices."""


def write_xlsx(
    sheet: Sheet,
    programme: Programme,
    file: BinaryIO,
    *,
    right_to_left: Collection[str] = (),
    mirrored: bool = False,
    tags: bool = False,
) -> None:
    """Write the workbook. It may take seconds: call it in a thread where others wait.

    `right_to_left`: the languages written so, whose columns are; `mirrored`: so is the whole page.
    `tags`: the second row says in HXL what each column is.

    Every cell is text: +216 keeps its plus, 0 its place, and “=1+1” is those letters.
    """
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    page = book.create_sheet(TITLE)
    # The names of the columns, and whose row it is, stay in sight.
    page.freeze_panes = "B3" if tags else "B2"
    page.sheet_view.rightToLeft = mirrored
    for number, name in enumerate(sheet.columns, start=1):
        page.column_dimensions[get_column_letter(number)].width = _width(name)
    _offer_choices(page, sheet, programme)
    cells = _Cells(page, right_to_left)
    page.append([cells.heading(name) for name in sheet.columns])
    if tags:
        page.append([cells.text(name, tag_of(name)) for name in sheet.columns])
    for row in sheet.rows:
        page.append([cells.text(name, row[name]) for name in sheet.columns])
    book.save(file)


class _Cells:
    """Makes cells of one page."""

    def __init__(self, page: Any, right_to_left: Collection[str]) -> None:
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


def _width(column: str) -> int:
    if column in _WIDTHS:
        return _WIDTHS[column]
    return _WIDE if column.startswith(_WORDY) else _USUAL


def _offer_choices(page: Any, sheet: Sheet, programme: Programme) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    last = len(sheet.rows) + 1 + _MORE_ROWS
    for column, choices in _choices(programme).items():
        offered = f'"{",".join(choices)}"'
        # Excel takes no longer list, and no comma in a choice.
        if column in sheet.columns and len(offered) <= _LONGEST_LIST:
            letter = get_column_letter(sheet.columns.index(column) + 1)
            rule = DataValidation(type="list", formula1=offered, allow_blank=True)
            rule.add(f"{letter}2:{letter}{last}")
            page.data_validations.append(rule)


def _choices(programme: Programme) -> Mapping[str, Iterable[str]]:
    regions = [region.code for region in programme.regions]
    return {
        "category": [category.code for category in programme.categories],
        "governorate": [*regions, programme.national_region],
        "cost": list(Cost),
        "confidence": CONFIDENCES,
        "status": list(Status),
        "confidential": ("yes", "no"),
    }
