"""Where staff are told is proven to be theirs, stays theirs, and floods nobody."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest

from admin.models import AlertAddress, StaffMember
from admin.security.attempts import CODES_AN_HOUR, CODES_TO_AN_ADDRESS, TRIES_AN_HOUR
from admin.security.permissions import Role
from tests.admin.office import Browser, Colleagues, Office, Page

LEILA, NOUR = "leila@example.org", "nour@example.org"
PHONE = "+21620000007"


async def asks(browser: Browser, address: str) -> tuple[Page, str]:
    """For a code to be sent there; the answer, and where the code is told."""
    page = await browser.post("/admin/alerts/email", {"email": address})
    action = re.search(r'action="(/admin/alerts/email/code[^"]*)"', page.html)
    return page, html.unescape(action[1]) if action else ""


async def read_at(office: Office, address: str) -> str:
    """The last code that was sent there."""
    await office.app.outbox.deliver_due()
    return office.email.texts_to(address)[-1].rpartition(": ")[2]


async def shown_to(browser: Browser) -> str:
    """What is to be sent from a phone."""
    found = re.search(r"data-code>([^<]+)<", (await browser.post("/admin/alerts/code")).html)
    assert found
    return found[1]


async def links(browser: Browser, office: Office, address: str) -> Page:
    _, where = await asks(browser, address)
    return await browser.post(where, {"code": await read_at(office, address)})


async def whose() -> list[str]:
    return [each.staff.name async for each in AlertAddress.all().prefetch_related("staff")]


async def test_a_code_that_a_page_shows_links_no_e_mail_address(
    editor: Browser, office: Office
) -> None:
    _, where = await asks(editor, LEILA)
    shown = await shown_to(editor)
    for typed in (shown, shown.removeprefix("alert ")):
        assert "not right" in (await editor.post(where, {"code": typed})).text
    assert await whose() == []
    # It still links what it was shown for.
    await office.hears(PHONE, shown)
    assert [each.channel for each in await AlertAddress.all()] == ["sms"]


async def test_a_code_of_an_e_mail_links_no_phone_and_no_other_address(
    editor: Browser, office: Office
) -> None:
    _, of_leila = await asks(editor, LEILA)
    _, of_nour = await asks(editor, NOUR)
    code = await read_at(office, NOUR)
    await office.hears(PHONE, f"alert {code}")
    assert "not right" in (await editor.post(of_leila, {"code": code})).text
    assert await whose() == []
    assert "by e-mail from now on" in (await editor.post(of_nour, {"code": code})).text


async def test_what_a_colleague_is_told_at_stays_theirs(
    editor: Browser, office: Office, sign_in_beside: Colleagues
) -> None:
    nour = await sign_in_beside("Nour", Role.COUNSELLOR)
    await office.hears(PHONE, await shown_to(nour))
    await links(nour, office, NOUR)
    told = await office.hears(PHONE, await shown_to(editor))
    assert told[-1].startswith("A colleague is told here already")
    page = await links(editor, office, NOUR)
    assert "A colleague is told there already" in page.text
    assert await whose() == ["Nour", "Nour"]
    # One's own may be linked again, and who no longer works here keeps nothing from anybody.
    assert "by e-mail from now on" in (await links(nour, office, NOUR)).text
    assert await whose() == ["Nour", "Nour"]
    office.clock.forward(timedelta(hours=1))
    await StaffMember.filter(name="Nour").update(active=False)
    assert "by e-mail from now on" in (await links(editor, office, NOUR)).text
    assert await whose() == ["Nour", "Editor"]


@pytest.mark.parametrize(
    "typed",
    [
        "=?utf-8?q?v=40evil.example=2C?=x@b.example",
        "=?utf-8?q?a=0D=0ABcc:x=40evil.example?=@b.example",
        "a@[b.c",
        "a@[192.0.2.1]",
        "a,b@example.org",
        "a;b@example.org",
        "a@example.org,b@example.org",
        "Leila <leila@example.org>",
        "leila(home)@example.org",
        '"leila"@example.org',
        "leïla@example.org",
        "leila@example",
        "leila@@example.org",
        ".leila@example.org",
        "leila@-example.org",
    ],
)
async def test_an_address_is_one_plain_mailbox(typed: str, editor: Browser, office: Office) -> None:
    page, where = await asks(editor, typed)
    assert (page.status, where) == (422, "")
    assert "Write the address alone" in page.text
    await office.app.outbox.deliver_due()
    assert office.email.sent == []


async def test_no_stranger_is_flooded(
    editor: Browser, office: Office, sign_in_beside: Colleagues
) -> None:
    nour = await sign_in_beside("Nour", Role.COUNSELLOR)
    for n in range(CODES_TO_AN_ADDRESS):
        page, _ = await asks((editor, nour)[n % 2], LEILA)
        assert page.status == 200
        await office.app.outbox.deliver_due()
    for browser, written in ((editor, LEILA), (nour, "Leila@Example.org")):
        page, where = await asks(browser, written)
        assert (page.status, where) == (429, "")
        assert "none is sent now. Try again in an hour." in page.text
    await office.app.outbox.deliver_due()
    assert len(office.email.texts_to(LEILA)) == CODES_TO_AN_ADDRESS
    office.clock.forward(timedelta(minutes=59))
    assert (await asks(editor, LEILA))[0].status == 429
    office.clock.forward(timedelta(minutes=1))
    statuses = [
        (await asks(editor, f"stranger{n}@example.org"))[0].status for n in range(CODES_AN_HOUR + 3)
    ]
    assert statuses == [200] * CODES_AN_HOUR + [429] * 3
    assert (await asks(nour, LEILA))[0].status == 200


async def test_one_is_tried_a_few_times_an_hour(editor: Browser, office: Office) -> None:
    await office.hears(PHONE, await shown_to(editor))
    before = len(office.sms.texts_to(PHONE))
    for _ in range(TRIES_AN_HOUR):
        assert "on its way" in (await editor.post("/admin/alerts/try")).text
        await office.app.outbox.deliver_due()
    assert "you tried it often" in (await editor.post("/admin/alerts/try")).text
    await office.app.outbox.deliver_due()
    assert len(office.sms.texts_to(PHONE)) == before + TRIES_AN_HOUR
    office.clock.forward(timedelta(minutes=59))
    assert "you tried it often" in (await editor.post("/admin/alerts/try")).text
    office.clock.forward(timedelta(minutes=1))
    assert "on its way" in (await editor.post("/admin/alerts/try")).text
