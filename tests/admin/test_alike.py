"""Staff see what a new service looks like before it is kept, and say what it is."""

from __future__ import annotations

from datetime import timedelta

from services_directory.storage.models import RowChoice, ServiceRow
from services_directory.storage.store import get_service
from tests.admin.brought import SHEET, as_file, bring, row_of, taken_away
from tests.admin.office import HOSPITAL, Browser, Office, Page

NEW = "/admin/services/new?section=all"


async def brought_twice(editor: Browser) -> Page:
    """The hospital stands in the sheet again, as a new row with another number."""
    rows = await taken_away(editor)
    new = row_of(rows, HOSPITAL) | {"id": "hopital-2", "changed_at": "", "phone": "78 600 007"}
    return await bring(editor, as_file([*rows, new]))


async def chosen(editor: Browser, page: Page, what: str) -> Page:
    path = f"{page.answer.url.path}/choose"
    assert 'name="id-0" value="hopital-2"' in page.html
    return await editor.post(path, {"id-0": "hopital-2", "row-0": what})


async def test_a_new_row_is_shown_beside_what_it_looks_like(editor: Browser) -> None:
    page = await brought_twice(editor)
    assert "Perhaps these are here already" in page.text
    assert "the same name · the same place" in page.text
    assert f'href="/admin/services/{HOSPITAL}"' in page.html
    await editor.post(page.answer.url.path)
    assert await get_service("hopital-2") is not None, "nobody chose: it is new"


async def test_it_is_left_out_when_somebody_says_so(editor: Browser) -> None:
    page = await chosen(editor, await brought_twice(editor), "out")
    assert "1 row is left out" in page.text
    assert "There is nothing to take in." in page.text
    choice = await RowChoice.get()
    assert (choice.source_id, choice.choice, choice.chosen_by) == ("hopital-2", "out", "Editor")


async def test_it_is_news_of_a_service_when_somebody_says_so(
    editor: Browser, office: Office
) -> None:
    page = await chosen(editor, await brought_twice(editor), f"same:{HOSPITAL}")
    assert "Changes Regional hospital Phone 78 600 007" in page.text
    assert "1 row is an update" in page.text
    office.clock.forward(timedelta(minutes=1))
    await editor.post(page.answer.url.path)
    assert (await ServiceRow.get(key=HOSPITAL)).phones == "78600007"
    assert await get_service("hopital-2") is None


async def test_a_row_can_be_asked_about_again(editor: Browser) -> None:
    page = await chosen(editor, await brought_twice(editor), "out")
    page = await editor.post(f"{page.answer.url.path}/choose", {"forget": "1"})
    assert "It looks like:" in page.text
    assert await RowChoice.all().count() == 0


async def test_all_that_look_like_others_are_left_out_with_one_press(editor: Browser) -> None:
    page = await brought_twice(editor)
    page = await editor.get(f"{page.answer.url.path}?leave_out=1")
    assert "1 row is left out" in page.text
    await editor.post(f"{page.answer.url.path}?leave_out=1")
    assert await get_service("hopital-2") is None


async def test_what_nobody_offered_is_not_chosen(editor: Browser) -> None:
    page = await brought_twice(editor)
    for wrong in ("", "same:", "merge", "new:x"):
        await chosen(editor, await editor.get(page.answer.url.path), wrong)
    assert await RowChoice.all().count() == 0


async def test_a_new_service_is_kept_after_a_look_at_the_one_it_looks_like(
    editor: Browser,
) -> None:
    fields = (await editor.get(NEW)).fields() | {
        "name_fr": "Hôpital Régional",
        "organisation_fr": "Hôpital régional de Tabarka",
        "category": "health",
        "region": "Jendouba",
        "place": "tabarka",
        "save": "1",
    }
    before = await ServiceRow.all().count()
    page = await editor.post(NEW, fields)
    assert "Perhaps this service is here already" in page.text
    assert await ServiceRow.all().count() == before
    assert page.fields()["name_fr"] == "Hôpital Régional"
    await editor.post(NEW, page.fields() | {"looked": "1", "save": "1"})
    assert await ServiceRow.all().count() == before + 1


async def test_in_arabic_too(editor: Browser) -> None:
    await editor.get(SHEET)
    await editor.post("/admin/language", {"locale": "ar", "back": "/admin/"})
    page = await brought_twice(editor)
    assert "الاسم نفسه" in page.text
