"""Cells that say otherwise than they hold: formats, merged ones, another dialect of Excel."""

from __future__ import annotations

import io
import zipfile

import pytest

from services_directory.records.flat_fields import to_fields
from services_directory.sheets.columns import SERVICE_COLUMNS
from services_directory.values.entries import Directory
from tests.services_directory.good_sheet import GOOD, first_page
from tests.services_directory.sheets.workbooks import Desk, rows_with, saved, workbook


@pytest.fixture
def desk(directory: Directory) -> Desk:
    return Desk(directory)


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (190, "0000", "0190"),
        (190, "General", "190"),
        (78000001, "00 000 000", "78 000 001"),
        (8000001, r"00\ 000\ 000", "08 000 001"),
        (78000001, '0#" "##" "##" "##', "78 00 00 01"),
        (1234, "#,##0", "1234"),
        (0.5, "0.00", "0.5"),
    ],
)
def test_a_number_reads_as_its_format_shows_it(
    desk: Desk, value: float, number_format: str, text: str
) -> None:
    book = workbook(("Services", rows_with({**GOOD, "phone_e164": None, "notes": value})))
    page = first_page(book)
    at = SERVICE_COLUMNS.index("notes") + 1
    page.cell(2, at).number_format = number_format
    (service,) = desk.read(saved(book)).services
    assert to_fields(service[1])["notes"] == text


def test_cells_merged_with_others_say_what_the_first_says(desk: Desk) -> None:
    rows = [{**GOOD, "id": f"jen-{n}", "phone_e164": None} for n in (1, 2)]
    rows[1]["phone"] = rows[1]["organisation_name_fr"] = None
    book = workbook(("Services", rows_with(*rows)))
    page = first_page(book)
    for name in ("phone", "organisation_name_fr"):
        at = SERVICE_COLUMNS.index(name) + 1
        page.merge_cells(start_row=2, end_row=3, start_column=at, end_column=at)
    read = desk.read(saved(book))
    assert read.faults == ()
    first, second = (to_fields(draft) for _row, draft in read.services)
    assert second["phone"] == first["phone"] != ""
    assert [(each.where, each.column) for each in read.findings] == [
        ("row 3", "organisation_name_fr"),
        ("row 3", "phone"),
    ]


def test_a_strict_workbook_is_read_as_any_other(desk: Desk) -> None:
    content = saved(workbook(("Services", rows_with({**GOOD, "phone_e164": None}))))
    strict = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as usual,
        zipfile.ZipFile(strict, "w") as made,
    ):
        for name in usual.namelist():
            part = usual.read(name)
            for transitional, purl in (
                (
                    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                    b"spreadsheetml/main",
                ),
                (
                    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                    b"officeDocument/relationships",
                ),
            ):
                part = part.replace(transitional, b"http://purl.oclc.org/ooxml/" + purl)
            made.writestr(name, part)
    assert len(desk.read(strict.getvalue()).services) == 1
