"""How does the sheet of services become an Excel workbook that staff can edit and bring back?"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, BinaryIO

from services_directory.files.pauses import Pause, at_once
from services_directory.sheets.columns import FACTS, choices_of
from services_directory.sheets.exporter import Sheet
from services_directory.sheets.hxl_tags import tag_of
from services_directory.sheets.text_cells import TextCells
from services_directory.values.entries import Programme

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
    pause: Pause = at_once,
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
    cells = TextCells(page, right_to_left)
    page.append([cells.heading(name) for name in sheet.columns])
    if tags:
        page.append([cells.text(name, tag_of(name)) for name in sheet.columns])
    for row in sheet.rows:
        page.append([cells.text(name, row[name]) for name in sheet.columns])
        pause()
    book.save(file)


def _width(column: str) -> int:
    if column in _WIDTHS:
        return _WIDTHS[column]
    return _WIDE if column.startswith(_WORDY) else _USUAL


def _offer_choices(page: Any, sheet: Sheet, programme: Programme) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    last = len(sheet.rows) + 1 + _MORE_ROWS
    for column, choices in choices_of(programme).items():
        offered = f'"{",".join(choices)}"'
        # Excel takes no longer list, and one choice a cell.
        is_one = column in sheet.columns and column != FACTS
        if is_one and len(offered) <= _LONGEST_LIST:
            letter = get_column_letter(sheet.columns.index(column) + 1)
            rule = DataValidation(type="list", formula1=offered, allow_blank=True)
            rule.add(f"{letter}2:{letter}{last}")
            page.data_validations.append(rule)
