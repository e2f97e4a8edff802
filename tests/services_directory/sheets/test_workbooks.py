"""Excel workbooks: what staff get, what they may do to it, and what comes back."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_directory.files.xlsx_text import LARGEST_UNPACKED, text_of
from services_directory.sheets.columns import SERVICE_COLUMNS
from services_directory.sheets.exporter import Sheet
from services_directory.sheets.workbook import write_xlsx
from services_directory.values.entries import Directory, Programme
from tests.services_directory.good_sheet import GOOD, first_page
from tests.services_directory.sheets.workbooks import Desk, rows_with, saved, workbook


@pytest.fixture
def desk(directory: Directory) -> Desk:
    return Desk(directory)


def test_staff_get_a_page_they_can_work_on(programme: Programme) -> None:
    file = io.BytesIO()
    row = {**dict.fromkeys(SERVICE_COLUMNS, ""), "id": "jen-1", "category": "health"}
    row |= {"service_name_ar": "مستشفى", "phone": "+21678000001", "short_code": "0190"}
    sheet = Sheet(SERVICE_COLUMNS, (row,))
    write_xlsx(sheet, programme, file, right_to_left={"ar"}, mirrored=True)
    page = first_page(openpyxl.load_workbook(file))
    assert page.freeze_panes == "B2"
    assert page.sheet_view.rightToLeft
    cells = {head.value: cell for head, cell in zip(page[1], page[2], strict=True)}
    assert (cells["phone"].value, cells["short_code"].value) == ("+21678000001", "0190")
    assert {cell.number_format for cell in page[2]} == {"@"}, "an edited cell stays text, too"
    assert cells["service_name_ar"].alignment.readingOrder == 2
    widths = {each.width for each in page.column_dimensions.values()}
    assert min(widths) >= 12
    choices = {rule.formula1 for rule in page.data_validations.dataValidation}
    assert '"free,paid,varies"' in choices


HOSTILE = ("=1+1", '=HYPERLINK("http://evil.example")', "+1+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3")


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_that_somebody_wrote_becomes_a_formula(programme: Programme, words: str) -> None:
    file = io.BytesIO()
    sheet = Sheet(("id", "notes"), ({"id": "a", "notes": words},))
    write_xlsx(sheet, programme, file)
    with zipfile.ZipFile(file) as package:
        assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")
    cell = first_page(openpyxl.load_workbook(file))["B2"]
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", words, True)


@given(words=st.text(st.characters(exclude_categories=("Cs", "Cc"))))
def test_any_words_come_back_from_a_workbook(programme: Programme, words: str) -> None:
    file = io.BytesIO()
    write_xlsx(Sheet(("id", "notes"), ({"id": "a", "notes": words},)), programme, file)
    cell = first_page(openpyxl.load_workbook(file, read_only=True))["B2"]
    kept = words.replace("\ufffe", "").replace("\uffff", "")
    assert text_of(cell.value) == kept


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (78000001.0, "78000001"),
        (36.50114, "36.50114"),
        (0.1 + 0.2, "0.3"),
        (True, "yes"),
        (False, "no"),
        (datetime(2025, 3, 21), "2025-03-21"),
        (datetime(2025, 3, 21, 8, 30), "2025-03-21 08:30"),
        (date(2025, 3, 21), "2025-03-21"),
        (time(8, 30), "08:30"),
        (timedelta(hours=26), "26:00"),
        (None, ""),
        ("_x0041_b", "Ab"),
    ],
)
def test_what_excel_stores_reads_as_it_shows(value: object, text: str) -> None:
    assert text_of(value) == text


def test_numbers_days_and_lost_signs_are_understood(desk: Desk) -> None:
    assert desk.field("phone", phone=78000001) == "78000001"
    assert desk.field("phone", phone=21678000001) == "+21678000001"
    assert desk.field("source_date", source_date=datetime(2025, 3, 21)) == "2025-03-21"
    assert desk.field("source_date", source_date=2025) == "2025"
    assert desk.field("latitude", latitude=36.5, longitude=8.7) == "36.5"


def test_titles_blank_rows_and_merged_cells_are_passed_over(desk: Desk) -> None:
    header, row = rows_with(GOOD)
    book = workbook(("Mine", [["Our services in Jendouba"], [], header, [], row, [" "], []]))
    book["Mine"].merge_cells("A1:D1")
    read = desk.read(saved(book))
    assert [(row.cells["id"], row.line) for row, _says in read.services] == [("jen-test", 5)]
    assert read.faults == ()


def test_the_sheet_with_the_columns_is_read_and_the_others_are_named(desk: Desk) -> None:
    book = workbook(("Notes", [["to do"]]), ("Services", rows_with(GOOD)), ("Old", [["x"]]))
    hidden = book.create_sheet("Lists")
    hidden.sheet_state = "hidden"
    read = desk.read(saved(book))
    assert len(read.services) == 1
    assert (read.part, read.others) == ("Services", ("Notes", "Old"))


def test_a_formula_gives_its_result_and_one_without_is_refused_by_row(desk: Desk) -> None:
    rows = rows_with(GOOD, {**GOOD, "id": "jen-two"}, {**GOOD, "id": "jen-three"})
    book = workbook(("Services", rows))
    column = SERVICE_COLUMNS.index("service_name_fr") + 1
    for line in (2, 3):
        book["Services"].cell(line, column, '=UPPER("guichet")')
    with_result = with_results(saved(book), {2: "GUICHET"})
    read = desk.read(with_result)
    assert [row.cells["id"] for row, _says in read.services] == ["jen-test", "jen-three"]
    assert read.services[0][1].name.in_locale("fr") == "GUICHET"
    (finding,) = read.findings
    assert str(finding).startswith("ours.xlsx, row 2, column service_name_fr: Here stood a formula")
    (fault,) = read.faults
    assert str(fault).startswith("ours.xlsx, row 3, column service_name_fr: The spreadsheet has no")


def with_results(content: bytes, results: dict[int, str]) -> bytes:
    """Put results beside formulas, as a spreadsheet program does when it saves."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("sheet1.xml"):
                text = data.decode()
                for line, result in results.items():
                    start = text.index("<f>", text.index(f'<row r="{line}"'))
                    cell = text.rindex("<c ", 0, start)
                    end = text.index("</c>", start)
                    formula = text[start : text.index("</f>", start) + 4]
                    opening = text[cell:start].replace(">", ' t="str">').replace(' t="str" t', " t")
                    text = f"{text[:cell]}{opening}{formula}<v>{result}</v>{text[end:]}"
                data = text.encode()
            new.writestr(name, data)
    return packed.getvalue()


def test_a_cell_that_shows_an_error_is_refused_by_row(desk: Desk) -> None:
    read = desk.read(saved(workbook(("S", rows_with({**GOOD, "phone": "#REF!"})))))
    assert [each.where for each in read.faults] == ["row 2, column phone"]
    assert "write the value itself" in read.faults[0].mend


def test_a_sealed_or_broken_workbook_is_refused_with_what_to_do(desk: Desk) -> None:
    assert "protected with a password" in desk.refusal(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    )
    whole = saved(workbook(("Services", rows_with(GOOD))))
    assert "no Excel file that can be read" in desk.refusal(whole[: len(whole) // 2])
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as package:
        package.writestr("readme.txt", "no workbook")
    assert "no Excel file that can be read" in desk.refusal(empty.getvalue())


def test_a_workbook_that_would_fill_the_memory_is_refused(desk: Desk) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b" " * (LARGEST_UNPACKED + 1))
    assert len(bomb.getvalue()) < 100_000
    assert "larger than 60 MB" in desk.refusal(bomb.getvalue())


def test_entities_that_grow_without_end_are_refused(desk: Desk) -> None:
    whole = saved(workbook(("Services", rows_with(GOOD))))
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("sheet1.xml"):
                grow = "".join(
                    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(9)
                )
                data = f"<!DOCTYPE x [{grow}]>".encode() + data.replace(b"jen-test", b"&a8;")
            new.writestr(name, data)
    assert "no Excel file that can be read" in desk.refusal(packed.getvalue())


def test_a_cell_far_away_costs_nothing(desk: Desk) -> None:
    book = workbook(("Services", rows_with(GOOD)))
    book["Services"]["XFD40000"] = "here"
    read = desk.read(saved(book))
    assert (len(read.services), read.faults) == (1, ())
    book["Services"]["A1048576"] = "there"
    assert "more than 50000 rows" in desk.refusal(saved(book))


@given(content=st.binary(max_size=300))
def test_no_bytes_do_more_than_be_refused(directory: Directory, content: bytes) -> None:
    assert Desk(directory).refusal(b"PK\x03\x04" + content)
