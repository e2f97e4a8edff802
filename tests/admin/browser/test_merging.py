"""A real browser on a small phone and on a desktop: two services merged, and put back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services_directory.records.draft_records import draft_of
from services_directory.storage.store import get_service, save_service
from services_directory.values.entries import LocalText, Status
from tests.admin.office import HOSPITAL, Office
from tests.admin.small_phone import Phone
from tests.peers.axe_rules import grave_faults


@pytest.mark.parametrize("language", ["ar", "fr"])
async def test_two_are_merged_and_put_back(phone: Phone, office: Office, language: str) -> None:
    was = await get_service(HOSPITAL)
    assert was is not None
    name = LocalText.of({"fr": "Hopital regional Tabarka", "ar": "المستشفى الجهوي طبرقة"})
    draft = replace(draft_of(was), name=name, phone="78 000 222", email="twin@example.org")
    programme = office.app.worlds.programme
    twin = (await save_service(draft, programme, by="sami", now=office.clock())).id
    page = phone.page
    if language == "fr":
        await page.set_viewport_size({"width": 1280, "height": 900})
    await phone.sign_in("Editor", language)
    await phone.open(f"/admin/services/{HOSPITAL}/merge")
    await phone.look(f"{language}_merge_choose")
    await page.click(f"a[href*='with={twin}']")
    await page.wait_for_selector("#merge")
    await phone.look(f"{language}_merge_sides")
    assert await grave_faults(page) == []
    await page.click("button[name=look]")
    await page.wait_for_selector("#becomes")
    await phone.look(f"{language}_merge_becomes")
    assert await grave_faults(page) == []
    await page.click("button[name=merge]")
    await page.wait_for_selector(".told")
    await phone.look(f"{language}_merged")
    ends = {each.key: each for key in (HOSPITAL, twin) if (each := await get_service(key))}
    (gone,) = [each for each in ends.values() if each.status is Status.ARCHIVED]
    await phone.open(f"/s/{gone.key}?lang={language}")
    assert gone.merged_into in page.url
    await phone.open(f"/admin/services/{gone.key}")
    await phone.look(f"{language}_merge_leads")
    assert await grave_faults(page) == []
    await page.click("#leads button")
    await page.wait_for_selector(".told")
    await phone.look(f"{language}_merge_parted")
    back = await get_service(gone.key)
    assert back is not None
    assert (back.status, back.merged_into) == (Status.PUBLISHED, "")
