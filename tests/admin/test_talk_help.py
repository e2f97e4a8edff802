"""What helps staff to answer: what they began, what they often say, a card, and what is new."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from aiohttp.test_utils import TestServer
from playwright.async_api import expect

from admin.models import CannedAnswer
from bot.database.transaction import Sql, Transaction
from tests.admin.office import AWA, HOSPITAL, PASSWORD, Browser, Office
from tests.admin.wishes import contact_of, request_of, talk_of
from tests.peers.chromium import chromium


async def asked(office: Office) -> str:
    contact = await contact_of(office, AWA)
    return await talk_of(await request_of(office, contact.id, "asked"))


async def test_what_was_begun_survives_and_is_ones_own(editor: Browser, office: Office) -> None:
    talk = await asked(office)
    await editor.post(f"{talk}/draft", {"words": "Venez <demain>"})
    assert (await editor.get(talk)).value("words") == "Venez <demain>"
    (row,) = await office_rows(office, "SELECT words_sealed FROM staff_draft")
    assert b"Venez" not in bytes(row["words_sealed"])
    await editor.post("/admin/sign-out")
    await editor.sign_in("Admin", PASSWORD)
    assert (await editor.get(talk)).value("words") == ""
    await editor.post("/admin/sign-out")
    await editor.sign_in("Editor", PASSWORD)
    await editor.post(f"{talk}/answer", {"words": "Venez demain"})
    assert (await editor.get(talk)).value("words") == ""
    await editor.post(f"{talk}/draft", {"words": "encore"})
    await editor.post(f"{talk}/draft", {"words": ""})
    assert await office_rows(office, "SELECT id FROM staff_draft") == []


async def test_an_answer_given_often_is_put_in_the_readers_language(
    editor: Browser, office: Office
) -> None:
    talk = await asked(office)
    words = {"title": "Où ?", "words_fr": "Venez : {centre}", "words_ar": "تعال إلى {centre}"}
    assert "Saved." in (await editor.post("/admin/canned-answers", words)).text
    answer = await CannedAnswer.get()
    page = await editor.get(f"{talk}?canned={answer.id}")
    assert page.value("words") == "Venez : Centre de ressources"
    page = await editor.post("/admin/canned-answers", words | {"words_fr": "{nobody}"})
    assert page.status == 422
    assert "{centre} {address} {phone} {programme}" in page.text
    for missing in ("title", "words_fr"):
        faulty = {"title": "Où ?", "words_fr": "Ici"} | {missing: " "}
        assert (await editor.post("/admin/canned-answers", faulty)).status == 422
    changed = {"words_fr": "Ici", "words_ar": ""}
    edit = f"/admin/canned-answers?edit={answer.id}"
    await editor.fill_in(edit, changed, "/admin/canned-answers")
    assert json.loads((await CannedAnswer.get()).words) == {"fr": "Ici"}
    await editor.post(f"/admin/canned-answers/{answer.id}/delete")
    assert await CannedAnswer.all().count() == 0
    assert (await editor.get(f"{talk}?canned={answer.id}")).value("words") == ""


async def test_a_card_is_looked_for_and_put_below_what_was_begun(
    editor: Browser, office: Office
) -> None:
    talk = await asked(office)
    await editor.post(f"{talk}/draft", {"words": "Voici :"})
    page = await editor.get(f"{talk}?find=tabarka")
    assert f'name="card" value="{HOSPITAL}"' in page.html
    written = (await editor.get(f"{talk}?card={HOSPITAL}")).value("words")
    assert written.startswith("Voici :\n")
    assert "Tabarka" in written
    assert "Nothing found." in (await editor.get(f"{talk}?find=qqqq")).text
    assert (await editor.get(f"{talk}?card=none")).value("words") == "Voici :"


@pytest.mark.browser
async def test_what_comes_in_is_shown_without_reloading_and_counted_in_the_title(
    office: Office,
) -> None:
    async with TestServer(office.site) as server, chromium() as launched:
        tab = await launched.new_page()
        site = str(server.make_url("")).rstrip("/")
        await tab.goto(f"{site}/admin/sign-in")
        await tab.fill("#name", "Editor")
        await tab.fill("#password", PASSWORD)
        await tab.click("main button")
        await tab.goto(f"{site}/admin/requests")
        await expect(tab.locator("[data-open]")).to_have_count(0)
        await office.hears(AWA, "bonjour", "1", "HUMAIN", "mon loyer")
        await expect(tab.locator("[data-open]")).to_have_count(1, timeout=15_000)
        await tab.wait_for_function("() => document.title.startsWith('(1) ')")
        await tab.keyboard.press("n")
        await tab.keyboard.press("Enter")
        async with tab.expect_response("**/draft"):
            await tab.fill("#words", "Bonjour, je")
        await tab.reload()
        assert await tab.input_value("#words") == "Bonjour, je"
        await office.hears(AWA, "qwertz qwertz asdf")
        await expect(tab.locator(".talk")).to_contain_text("qwertz", timeout=15_000)
        # What is being written is not touched by what comes in.
        assert await tab.input_value("#words") == "Bonjour, je"


async def office_rows(office: Office, sql: str) -> list[dict[str, Any]]:
    def transaction() -> Transaction[list[dict[str, Any]]]:
        return [dict(row) for row in (yield Sql(sql))]

    return await office.app.database.executor.run(transaction)


async def test_a_note_is_kept_beside_the_answer_until_each_is_sent(
    editor: Browser, office: Office
) -> None:
    talk = await asked(office)
    await editor.get(talk)
    await editor.post(f"{talk}/draft", {"words": "Venez"})
    await editor.post(f"{talk}/draft", {"note": "Elle a peur"})
    page = await editor.get(talk)
    assert (page.value("words"), page.value("note")) == ("Venez", "Elle a peur")
    await editor.post(f"{talk}/answer", {"words": "Venez demain"})
    page = await editor.get(talk)
    assert (page.value("words"), page.value("note")) == ("", "Elle a peur")
    await editor.post(f"{talk}/note", {"note": "Elle a peur"})
    assert await office_rows(office, "SELECT id FROM staff_draft") == []


@pytest.mark.parametrize(("press", "field"), [("answer", "words"), ("note", "note")])
async def test_the_same_words_once_more_are_asked_about_first(
    editor: Browser, office: Office, press: str, field: str
) -> None:
    talk = await asked(office)
    for again in (False, True):
        page = await editor.get(talk)
        form = page.fields_to(f"{talk}/{press}") | {field: "Venez demain"}
        page = await editor.post(f"{talk}/{press}", form)
        assert (page.status == 422) == again
    assert "a moment ago" in page.text
    said = "SELECT id FROM staff_message WHERE kind IN ('out', 'note')"
    assert len(await office_rows(office, said)) == 1
    await editor.post(f"{talk}/{press}", page.fields_to(f"{talk}/{press}"))
    assert len(await office_rows(office, said)) == 2
    office.clock.forward(timedelta(minutes=11))
    page = await editor.get(talk)
    await editor.post(
        f"{talk}/{press}", page.fields_to(f"{talk}/{press}") | {field: "Venez demain"}
    )
    assert len(await office_rows(office, said)) == 3
