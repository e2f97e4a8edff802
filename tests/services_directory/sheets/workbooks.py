"""Workbooks made for a test, and a desk that reads them as `dalil directory import` does."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

import openpyxl
import pytest

from services_directory.files.faults import FileRefused
from services_directory.files.sheet import SheetFile
from services_directory.records.flat_fields import to_fields
from services_directory.sheets.columns import SERVICE_COLUMNS
from services_directory.sheets.services import SourceServices, read_services
from services_directory.values.entries import Directory
from tests.services_directory.good_sheet import GOOD, first_page

Row = Sequence[Any]


def workbook(*sheets: tuple[str, Iterable[Row]]) -> Any:
    book = openpyxl.Workbook()
    book.remove(first_page(book))
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    return book


def saved(book: Any) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def rows_with(*cells: dict[str, Any]) -> list[Row]:
    """A header and rows of the services' sheet."""
    return [SERVICE_COLUMNS, *([each.get(name) for name in SERVICE_COLUMNS] for each in cells)]


class Desk:
    """Reads workbooks as `dalil directory import` does."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    def read(self, content: bytes, name: str = "ours.xlsx") -> SourceServices:
        file = SheetFile(name, content)
        return read_services(file, self._directory.programme, self._directory.places)

    def field(self, field: str, **cells: Any) -> str:
        """One field of the service in a sheet with these cells."""
        row = {**GOOD, "phone_e164": None, **cells}
        read = self.read(saved(workbook(("Services", rows_with(row)))))
        assert read.faults == ()
        (service,) = read.services
        return to_fields(service[1])[field]

    def refusal(self, content: bytes) -> str:
        with pytest.raises(FileRefused) as refused:
            self.read(content)
        return str(refused.value)
