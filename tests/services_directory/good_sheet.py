"""A row without fault, and the directory as staff get it, in a workbook."""

from __future__ import annotations

import io
from typing import cast

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from services_directory.sheets.exporter import export_sheet
from services_directory.sheets.workbook import write_xlsx
from services_directory.values.entries import Programme

Sheet = dict[str, str]

GOOD: Sheet = {
    "id": "jen-test",
    "organisation_name_fr": "Commune",
    "service_name_fr": "Guichet",
    "category": "health",
    "governorate": "Jendouba",
    "delegation": "Aïn Draham",
    "phone": "78 000 001",
    "phone_e164": "+21678000001",
    "confidence": "medium",
}


def first_page(book: Workbook) -> Worksheet:
    page = book.active
    assert page is not None
    return cast(Worksheet, page)  # a read-only one, too, has what the tests ask of it


async def taken_away(programme: Programme) -> bytes:
    """The workbook as staff get it."""
    file = io.BytesIO()
    write_xlsx(await export_sheet(programme), programme, file)
    return file.getvalue()
