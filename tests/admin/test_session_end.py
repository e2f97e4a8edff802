"""A session that ended says so, and loses neither the page nor what was typed on it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from aiohttp.test_utils import TestClient, TestServer

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
    assert "What you had typed is kept for an hour" in page.text
    assert "deux lignes" not in page.html
    # Also after a slip of the password.
    page = await editor.post("/admin/sign-in", page.fields() | {"name": "Editor", "password": "no"})
    assert "What you had typed is kept for an hour" in page.text
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
    assert "is kept for an hour" not in page.text


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


async def test_a_colleague_who_signs_in_first_takes_nothing_away(
    editor: Browser, office: Office
) -> None:
    typed = await types(editor)
    office.clock.forward(timedelta(hours=13))
    async with TestClient(TestServer(office.site)) as client:
        await Browser(client).sign_in("Admin", PASSWORD)
        page = await editor.post(SERVICE, typed)
    page = await signs_in_from(page, editor, "Editor")
    assert page.fields()["notes"] == WORDS


async def test_what_was_typed_can_be_read_and_mended_before_it_is_sent(
    editor: Browser, office: Office
) -> None:
    typed = await types(editor)
    office.clock.forward(LONG)
    page = await signs_in_from(await editor.post(SERVICE, typed), editor, "Editor")
    shown = re.findall(r"<textarea (?!hidden)[^>]*name=\"(\w+)\"", page.html)
    assert "notes" in shown
    assert not {"was", "save", "category", "Mo_opens"} & {*shown}


async def test_a_tab_from_before_the_sign_in_gives_back_what_was_typed(editor: Browser) -> None:
    """Signed in once more in another tab: the token of this one is of no session any more."""
    typed = await types(editor)
    await editor.sign_in("Editor", PASSWORD)
    page = await editor.post(SERVICE, typed)
    assert page.status == 409
    assert "this page was older than your sign-in" in page.text
    assert page.fields()["notes"] == WORDS
    assert "deux lignes" not in (await editor.get(SERVICE)).html
    page = await editor.post(SERVICE, typed)
    assert "Saved." in (await editor.post(SERVICE, page.fields())).text


async def test_a_tab_from_before_a_sign_out_asks_its_owner_to_sign_in(editor: Browser) -> None:
    typed = await types(editor)
    await editor.post("/admin/sign-out")
    page = await editor.post(SERVICE, typed)
    assert page.status == 401
    page = await signs_in_from(page, editor, "Editor")
    assert page.fields()["notes"] == WORDS


async def test_a_token_that_we_did_not_make_opens_nothing(editor: Browser) -> None:
    typed = await types(editor)
    token, other = typed["form_token"], await StaffMember.get(name="Admin")
    await editor.sign_in("Editor", PASSWORD)
    own, _dot, rest = token.partition(".")
    nonce, _whose, proof = rest.split("-")
    for forged in (own, f"{own}.{nonce}-{other.id}-{proof}", f"{'0' * 64}.{rest}", f"{own}.x-9-"):
        page = await editor.post(SERVICE, typed | {"form_token": forged})
        assert (page.status, "deux lignes" in page.html) == (403, False), forged
