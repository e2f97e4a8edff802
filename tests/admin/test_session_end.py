"""A session that ended says so, and loses neither the page nor what was typed on it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from admin.models import StaffMember
from admin.security.drafts import KEPT_FOR
from tests.admin.office import HOSPITAL, PASSWORD, Browser, Office, Page
from tests.admin.phone import code_at, set_up_phone

SERVICE = f"/admin/services/{HOSPITAL}?section=what"
LONG = timedelta(hours=4)
WORDS = 'Ouvert "le soir" <aussi>\nsur deux lignes'


async def types(editor: Browser) -> dict[str, str]:
    return (await editor.get(SERVICE)).fields() | {"notes": WORDS, "save": "1"}


async def signs_in_from(page: Page, browser: Browser, name: str) -> Page:
    fields = page.fields() | {"name": name, "password": PASSWORD}
    return await browser.post("/admin/sign-in", fields)


async def test_a_page_is_come_back_to(editor: Browser, office: Office) -> None:
    office.clock.forward(LONG)
    page = await editor.get("/admin/services?page=1")
    assert "Your session has ended" in page.text
    page = await signs_in_from(page, editor, "Editor")
    assert page.answer.url.path_qs == "/admin/services?page=1"


async def test_who_never_was_signed_in_reads_of_no_end(browser: Browser) -> None:
    page = await browser.get("/admin/services")
    assert "Your session has ended" not in page.text
    page = await signs_in_from(page, browser, "Editor")
    assert page.answer.url.path == "/admin/services"


@pytest.mark.parametrize("back", ["//elsewhere.example", "https://elsewhere.example/admin/"])
async def test_nobody_is_led_to_another_site(browser: Browser, back: str) -> None:
    page = await browser.get(f"/admin/sign-in?back={back}")
    page = await signs_in_from(page, browser, "Editor")
    assert page.answer.url.path == "/admin/"


async def test_what_was_typed_is_sent_after_signing_in(editor: Browser, office: Office) -> None:
    typed = await types(editor)
    office.clock.forward(LONG)
    page = await editor.post(SERVICE, typed)
    assert (page.status, "Your session has ended" in page.text) == (401, True)
    assert "deux lignes" not in page.html
    page = await signs_in_from(page, editor, "Editor")
    assert "It was not sent, as your session had ended." in page.text
    assert page.fields()["notes"] == WORDS
    assert "Saved." in (await editor.post(SERVICE, page.fields())).text
    assert "deux lignes" in (await editor.get(SERVICE)).html


async def test_it_waits_for_the_code_of_the_phone_as_well(editor: Browser, office: Office) -> None:
    secret, _codes = await set_up_phone(editor, office.clock())
    typed = await types(editor)
    office.clock.forward(LONG)
    page = await signs_in_from(await editor.post(SERVICE, typed), editor, "Editor")
    code = code_at(secret, office.clock())
    page = await editor.post("/admin/second-factor", page.fields() | {"code": code})
    assert page.fields()["notes"] == WORDS


async def test_a_colleague_is_not_given_it(editor: Browser, office: Office) -> None:
    typed = await types(editor)
    office.clock.forward(LONG)
    page = await signs_in_from(await editor.post(SERVICE, typed), editor, "Admin")
    assert page.answer.url.path == "/admin/"
    assert "deux lignes" not in page.html


async def test_it_is_not_kept_for_long(editor: Browser, office: Office) -> None:
    typed = await types(editor)
    office.clock.forward(LONG)
    page = await editor.post(SERVICE, typed)
    office.clock.forward(KEPT_FOR + timedelta(seconds=1))
    assert (await signs_in_from(page, editor, "Editor")).answer.url.path == "/admin/"


async def test_no_password_is_kept(editor: Browser, office: Office) -> None:
    await editor.get("/admin/password")
    office.clock.forward(LONG)
    page = await editor.post("/admin/password", {"old": PASSWORD, "new": "x", "again": "x"})
    assert 'name="draft"' not in page.html


async def test_another_sites_form_is_refused_also_then(editor: Browser, office: Office) -> None:
    typed = await types(editor)
    office.clock.forward(LONG)
    assert (await editor.post(SERVICE, typed, origin="https://elsewhere.example")).status == 403
    assert (await editor.post(SERVICE, typed | {"form_token": "0" * 64})).status == 403


async def test_who_left_gets_nothing_back(editor: Browser, office: Office) -> None:
    typed = await types(editor)
    await StaffMember.filter(name="Editor").update(active=False)
    office.clock.forward(LONG)
    page = await signs_in_from(await editor.post(SERVICE, typed), editor, "Editor")
    assert page.status == 422
