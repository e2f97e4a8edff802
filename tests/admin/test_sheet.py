"""Editors take the directory with them as a sheet, and bring it back."""

from __future__ import annotations

import ast
import io
import re
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest

import services_directory
from admin.forms.services.import_messages import SENTENCES
from admin.models import AuditEntry, BroughtSheet
from services_directory.records.draft_records import draft_of
from services_directory.sheets.services import NOT_OURS
from services_directory.sheets.sheet_repair import PUT_RIGHT
from services_directory.storage.store import directory_version, get_service
from tests.admin.brought import SHEET, as_file, bring, row_of, taken_away
from tests.admin.office import HOSPITAL, NATIONAL, PASSWORD, Browser, Office
from tests.services_directory.good_sheet import first_page


async def test_a_sheet_is_looked_at_first_and_taken_in_with_one_press(editor: Browser) -> None:
    rows = await taken_away(editor)
    row_of(rows, HOSPITAL)["service_name_fr"] = "Urgences de Tabarka"
    page = await bring(editor, as_file(rows))
    assert "What would change" in page.text
    assert "→ Urgences de Tabarka" in page.text
    unchanged = await get_service(HOSPITAL)
    assert unchanged is not None
    assert draft_of(unchanged).name.in_locale("fr") != "Urgences de Tabarka"
    page = await editor.post(str(page.answer.url.path))
    assert "Done: it is in the directory." in page.text
    service = await get_service(HOSPITAL)
    assert service is not None
    assert draft_of(service).name.in_locale("fr") == "Urgences de Tabarka"
    assert service.updated_by == "Editor"
    assert await BroughtSheet.all().count() == 0


async def test_each_service_that_changes_is_in_the_trail(editor: Browser) -> None:
    rows = await taken_away(editor)
    row_of(rows, NATIONAL)["email"] = "police@example.org"
    page = await bring(editor, as_file(rows))
    assert await AuditEntry.filter(subject="service").count() == 0
    await editor.post(str(page.answer.url.path))
    (entry,) = await AuditEntry.filter(subject="service")
    assert (entry.who, entry.what, entry.subject_id) == ("Editor", "changed", NATIONAL)
    assert "police@example.org" in entry.after


async def test_people_are_told_the_new_words_at_once(editor: Browser, office: Office) -> None:
    rows = await taken_away(editor)
    row_of(rows, NATIONAL)["service_name_fr"] = "Police, jour et nuit"
    page = await bring(editor, as_file(rows))
    await editor.post(str(page.answer.url.path))
    shown = office.app.worlds.snapshot.directory.service(NATIONAL)
    assert shown is not None
    assert shown.name.in_locale("fr") == "Police, jour et nuit"


async def test_a_workbook_comes_in_the_direction_of_its_reader(editor: Browser) -> None:
    for language, turned in (("ar", True), ("fr", False)):
        fields = {"locale": language, "back": "/admin/"}
        await editor.post("/admin/language", fields)
        answer = await editor.client.get(f"{SHEET}.xlsx")
        assert "attachment" in answer.headers["Content-Disposition"]
        book = openpyxl.load_workbook(io.BytesIO(await answer.read()))
        assert bool(first_page(book).sheet_view.rightToLeft) is turned
        assert {cell.value for cell in first_page(book)["A"]} == {"id", HOSPITAL, NATIONAL}


async def test_what_is_to_be_mended_is_said_by_row_and_column(editor: Browser) -> None:
    rows = await taken_away(editor)
    row_of(rows, HOSPITAL)["phone"] = "ask Mariem"
    row_of(rows, NATIONAL)["website"] = "www.example.org"
    page = await bring(editor, as_file(rows))
    assert re.search(r"Row \d phone : Write a number of this country", page.text)
    assert re.search(r"Row \d website : It was written in another way", page.text)
    assert "https://www.example.org" in page.text
    assert "Mariem" not in page.text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "It is empty"),
        (b"name,city\na,b\n", "Its columns are not ours"),
        (b"\x89PNG\r\n\x1a\n\0\0", "perhaps a picture or a PDF"),
        (b"id,phone\na,1\n", "This column is missing"),
        (b"id,name,phone\na,A,1\n", "Unknown column"),
        (b"PK\x03\x04broken", "no Excel file that can be read"),
    ],
)
async def test_a_file_that_cannot_be_used_says_why_and_changes_nothing(
    editor: Browser, content: bytes, words: str
) -> None:
    await editor.get(SHEET)
    version = await directory_version()
    page = await bring(editor, content)
    assert page.status == 422
    assert words in page.text
    assert "Nothing was changed" in page.text
    assert await directory_version() == version


async def test_columns_that_are_missing_are_told_in_one_line(editor: Browser) -> None:
    await editor.get(SHEET)
    page = await bring(editor, b"id,phone\na,1\n")
    [line] = re.findall(r"[^.]* : This column is missing: add it, even empty.", page.text)
    assert "organisation_name_fr, organisation_name_ar, " in line


async def test_no_file_is_asked_for_again(editor: Browser) -> None:
    await editor.get(SHEET)
    page = await editor.post(SHEET)
    assert (page.status, "Choose a file first." in page.text) == (422, True)


async def test_a_file_larger_than_said_is_not_read(editor: Browser) -> None:
    await editor.get(SHEET)
    assert (await bring(editor, b"x" * 2_000_000)).status == 422, "larger than any form of words"
    assert (await bring(editor, b"x" * 9_000_000)).status == 413


async def test_a_sheet_waits_for_a_day_and_for_its_own_bringer(
    editor: Browser, office: Office
) -> None:
    page = await bring(editor, as_file(await taken_away(editor)))
    path = str(page.answer.url.path)
    await editor.post("/admin/sign-out")
    await editor.sign_in("Admin", PASSWORD)
    assert (await editor.get(path)).status == 404
    assert (await editor.post(path)).status == 404
    office.clock.now += timedelta(days=2)
    await editor.sign_in("Admin", PASSWORD)
    await editor.get(SHEET)
    assert await BroughtSheet.all().count() == 0


async def test_trainers_and_other_sites_have_no_part_in_it(
    trainer: Browser, office: Office
) -> None:
    assert (await trainer.get(SHEET)).status == 403
    assert (await trainer.client.get(f"{SHEET}.xlsx")).status == 403
    await trainer.post("/admin/sign-out")
    await trainer.sign_in("Editor", PASSWORD)
    assert (await trainer.post(SHEET, origin="https://evil.example")).status == 403
    trainer.token = "0" * 64
    assert (await bring(trainer, b"id\n")).status == 403
    assert await BroughtSheet.all().count() == 0


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
async def test_the_page_speaks_its_readers_language(editor: Browser, language: str) -> None:
    await editor.post("/admin/language", {"locale": language, "back": "/admin/"})
    rows = await taken_away(editor)
    row_of(rows, HOSPITAL)["phone"] = "ask"
    page = await bring(editor, as_file(rows))
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in page.html
    assert ("Row" in page.text) == (language == "en")


_MENDS = re.compile(r"(?:Write|It is another) .+\.$")


def test_everything_importing_says_has_words_for_the_pages() -> None:
    folder = Path(services_directory.__file__).parent
    said = set[str]()
    sheets = [folder / "sheets" / f"{name}.py" for name in ("services", "sheet_repair")]
    files = ("sheet", "xlsx_text", "csv_text", "places")
    for path in (*sheets, *(folder / "files" / f"{name}.py" for name in files)):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Said":
                said |= {
                    str(each.value) for each in node.args[:1] if isinstance(each, ast.Constant)
                }
            elif isinstance(node, ast.Constant) and re.match(_MENDS, str(node.value)):
                said.add(str(node.value))
    assert len(said) > 15
    # Only who types a command is told these.
    elsewhere = {"There is no such readable file.", "No such sheet: choose one of {names}."}
    assert said - set(SENTENCES) - elsewhere == set()
    assert {PUT_RIGHT, NOT_OURS} <= set(SENTENCES)
