"""The list of services: found as people find, by number however it is written, sorted, in pages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services_directory.packs.programme import load_programme, pack_folder
from services_directory.sheets.importer import import_pack
from tests.admin.office import HOSPITAL, NATIONAL, Browser, Office

LIST = "/admin/services"


@pytest.mark.parametrize("search", ["médecin", "طبيب", "toubib tabarka", "doctor"])
async def test_what_people_find_by_a_need_staff_find_too(editor: Browser, search: str) -> None:
    page = await editor.get(f"{LIST}?search={search}")
    assert HOSPITAL in page.html
    assert NATIONAL not in page.html


async def test_a_number_is_found_however_it_is_written(editor: Browser) -> None:
    form = f"{LIST}/{HOSPITAL}?section=reach"
    await editor.post(form, (await editor.get(form)).fields() | {"phone": "78 999 111"})
    for search in ("78 999 111", "78999111", "%2B216 78 999 111", "0021678999111", "78.999.111"):
        page = await editor.get(f"{LIST}?search={search}")
        assert HOSPITAL in page.html, search
        assert NATIONAL not in page.html, search
    assert HOSPITAL not in (await editor.get(f"{LIST}?search=78 999 112")).html


async def test_a_long_list_tells_its_pages_and_is_sorted(editor: Browser, office: Office) -> None:
    folder = pack_folder("jendouba_kairouan")
    await import_pack(folder, load_programme(folder), by="seed", now=office.clock())
    await office.app.worlds.refresh()
    first = await editor.get(LIST)
    assert "Page 1 of " in first.text
    assert "Last page" in first.text
    middle = await editor.get(f"{LIST}?page=3&order=need")
    assert "Page 3 of " in middle.text
    assert "First page" in middle.text
    assert "order=need" in middle.html
    office.clock.forward(timedelta(minutes=5))
    form = f"{LIST}/{HOSPITAL}?section=reach"
    await editor.post(form, (await editor.get(form)).fields() | {"phone": "78 999 111"})
    newest = (await editor.get(f"{LIST}?order=changed")).html
    assert newest.count('<p class="title">') == 25
    rows = newest.split('<p class="title">')
    assert HOSPITAL in rows[1]
    assert (await editor.get(f"{LIST}?order=x")).status == 200
