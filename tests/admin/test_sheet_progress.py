"""Taking in a large sheet goes on after its page was answered, and can be stopped."""

from __future__ import annotations

import asyncio

import pytest

from admin import background_work
from admin.models import BroughtSheet
from services_directory.storage import portions
from services_directory.storage.store import list_services
from tests.admin.brought import SHEET, as_file, bring, row_of, taken_away
from tests.admin.office import HOSPITAL, Browser, Office, Page
from tests.eventually import eventually

ROWS = 150
"""So many that none is in a hurry: a busy machine may write dozens before "stop" arrives."""


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page is answered at once, and each portion is one service."""
    monkeypatch.setattr(background_work, "PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr(portions, "AT_ONCE", 1)


async def with_new_rows(editor: Browser, count: int) -> bytes:
    rows = await taken_away(editor)
    model = row_of(rows, HOSPITAL)
    new = [{**model, "id": f"new-{n}", "changed_at": ""} for n in range(count)]
    return as_file([*rows, *new])


async def until_told(browser: Browser, path: str) -> Page:
    """Look again and again, as the page itself does."""
    async with asyncio.timeout(60):
        while True:
            page = await browser.get(path)
            if "http-equiv" not in page.html:
                return page
            await asyncio.sleep(0.01)


async def _two_are_written() -> bool:
    return (await list_services(search="new")).total >= 2


@pytest.mark.usefixtures("impatient")
async def test_it_goes_on_while_the_page_shows_how_far_it_is(
    editor: Browser, office: Office
) -> None:
    page = await bring(editor, await with_new_rows(editor, 12))
    path = str(page.answer.url.path)
    assert "Comparing" in page.text
    page = await until_told(editor, path)
    assert "12 new" in page.text
    page = await editor.post(path)
    assert "Taking it in" in page.text
    page = await until_told(editor, path)
    assert "Done: it is in the directory." in page.text
    assert await BroughtSheet.all().count() == 0
    assert office.app.worlds.snapshot.directory.service("new-11") is not None


async def test_stopped_it_keeps_what_it_wrote_and_does_the_rest_another_time(
    editor: Browser, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portions, "AT_ONCE", 1)
    content = await with_new_rows(editor, ROWS)
    path = str((await bring(editor, content)).answer.url.path)
    monkeypatch.setattr(background_work, "PATIENCE_SECONDS", 0.0)
    await editor.post(path)
    await eventually(_two_are_written)
    page = await editor.post(f"{path}/cancel")
    assert "Stopped." in page.text
    written = (await list_services(search="new")).total
    assert 2 <= written < ROWS
    shown = [each for each in office.app.worlds.snapshot.directory.services if "new-" in each.id]
    assert len(shown) == written
    monkeypatch.setattr(background_work, "PATIENCE_SECONDS", 60.0)
    page = await bring(editor, content)
    assert f"{ROWS - written} new" in page.text
    assert (await editor.get(SHEET)).status == 200
