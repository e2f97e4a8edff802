"""A code from the phone: at sign-in, again before a number is shown, and what to do without it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from admin.models import AuditEntry, RecoveryCode, StaffMember
from admin.pages.account.revealing import MOST_AN_HOUR
from admin.pages.account.second_factor import FRESH_FOR
from admin.security.second_factor import SPARE_CODES
from bot.models.people import HelpRequest
from tests.admin.office import AWA, PASSWORD, TO_CALL, Browser, Office
from tests.admin.phone import code_at, set_up_phone
from tests.admin.wishes import talk_of

HALF_A_MINUTE = timedelta(seconds=30)


async def signs_in_again(browser: Browser, name: str = "Editor") -> None:
    await browser.post("/admin/sign-out")
    page = await browser.sign_in(name, PASSWORD)
    assert 'action="/admin/second-factor"' in page.html
    assert "The six figures that the app shows for Dalil" in page.text


async def acts() -> list[str]:
    return [each.what for each in await AuditEntry.all().order_by("id")]


async def test_the_password_alone_opens_nothing_any_more(editor: Browser, office: Office) -> None:
    secret, codes = await set_up_phone(editor, office.clock())
    assert len(codes) == SPARE_CODES
    office.clock.forward(HALF_A_MINUTE)
    await signs_in_again(editor)
    assert (await editor.get("/admin/requests")).answer.url.path == "/admin/second-factor"
    assert (await editor.post("/admin/password")).answer.url.path == "/admin/second-factor"
    assert "This is not the code" in (await editor.post("/admin/second-factor", {"code": "0"})).text
    page = await editor.post("/admin/second-factor", {"code": code_at(secret, office.clock())})
    assert "Hello Editor" in page.text
    assert (await acts())[-3:] == ["signed_out", "signed_in", "code_failed"]


async def test_a_code_is_good_once_and_not_for_long(editor: Browser, office: Office) -> None:
    secret, _codes = await set_up_phone(editor, office.clock())
    await signs_in_again(editor)
    first, now = code_at(secret, office.clock()), office.clock()
    for code in (
        first,
        code_at(secret, now - HALF_A_MINUTE),
        code_at(secret, now + 3 * HALF_A_MINUTE),
    ):
        page = await editor.post("/admin/second-factor", {"code": code})
        assert "This is not the code" in page.text
    # The clock of the phone is a little before ours, and it shows our figures in Arabic.
    ahead = code_at(secret, now + HALF_A_MINUTE).translate(
        str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    )
    assert "Hello Editor" in (await editor.post("/admin/second-factor", {"code": ahead})).text


async def test_codes_cannot_be_tried_for_ever(editor: Browser, office: Office) -> None:
    secret, _codes = await set_up_phone(editor, office.clock())
    office.clock.forward(HALF_A_MINUTE)
    await signs_in_again(editor)
    for guess in range(5):
        await editor.post("/admin/second-factor", {"code": f"00000{guess}"})
    right = {"code": code_at(secret, office.clock())}
    assert "Too many attempts." in (await editor.post("/admin/second-factor", right)).text


async def test_without_the_phone_each_spare_code_opens_once(
    editor: Browser, office: Office
) -> None:
    _secret, codes = await set_up_phone(editor, office.clock())
    assert codes[0] not in {each.code_hash for each in await RecoveryCode.all()}
    await signs_in_again(editor)
    typed = {"code": f" {codes[0].upper()} "}
    assert "Hello Editor" in (await editor.post("/admin/second-factor", typed)).text
    assert "recovery_code_used" in await acts()
    assert "7 spare codes are left." in (await editor.get("/admin/second-factor")).text
    await signs_in_again(editor)
    assert "This is not the code" in (await editor.post("/admin/second-factor", typed)).text


async def test_what_the_codes_are_made_from_is_sealed(editor: Browser, office: Office) -> None:
    secret, _codes = await set_up_phone(editor, office.clock())
    row = await StaffMember.get(name="Editor")
    assert row.totp_sealed is not None
    assert secret.encode() not in bytes(row.totp_sealed)


@pytest.mark.parametrize("secret", ["", "short", "a" * 32, "<script>" * 4])
async def test_a_made_up_secret_is_none(editor: Browser, secret: str) -> None:
    page = await editor.post("/admin/second-factor", {"secret": secret, "code": "000000"})
    assert page.status == 422
    assert (await StaffMember.get(name="Editor")).totp_sealed is None


async def test_a_number_asks_for_a_code_again(editor: Browser, office: Office) -> None:
    await office.hears(AWA, "bonjour", "1", "HUMAN")
    reveal = f"{await talk_of(await HelpRequest.get())}/reveal"
    secret, _codes = await set_up_phone(editor, office.clock())
    assert "data-number" in (await editor.post(reveal, TO_CALL)).html
    office.clock.forward(FRESH_FOR)
    page = await editor.post(reveal, TO_CALL)
    assert "data-number" not in page.html
    assert f'action="{reveal}"' in page.html
    assert (await editor.post(reveal, TO_CALL | {"code": "000000"})).status == 422
    page = await editor.post(reveal, TO_CALL | {"code": code_at(secret, office.clock())})
    assert "data-number" in page.html
    assert "data-number" in (await editor.post(reveal, TO_CALL)).html


async def test_who_looks_at_very_many_numbers_is_stopped_and_told_of(
    editor: Browser, office: Office
) -> None:
    await office.hears(AWA, "bonjour", "1", "HUMAN")
    reveal = f"{await talk_of(await HelpRequest.get())}/reveal"
    for _time in range(MOST_AN_HOUR):
        assert (await editor.post(reveal, TO_CALL)).status == 200
    for _time in range(2):
        page = await editor.post(reveal, TO_CALL)
        assert (page.status, "data-number" in page.html) == (429, False)
    assert (await acts()).count("too_many_revealed") == 1
    await editor.post("/admin/sign-out")
    page = await editor.sign_in("Admin", PASSWORD)
    assert "Editor wanted to look at more numbers in an hour than anybody calls" in page.text
    await editor.post("/admin/sign-out")
    await editor.sign_in("Editor", PASSWORD)
    assert "more numbers in an hour" not in (await editor.get("/admin/")).text
    office.clock.forward(timedelta(hours=1))
    assert "data-number" in (await editor.post(reveal, TO_CALL)).html


async def test_many_looks_at_once_are_no_more_than_one_after_the_other(
    editor: Browser, office: Office
) -> None:
    await office.hears(AWA, "bonjour", "1", "HUMAN")
    reveal = f"{await talk_of(await HelpRequest.get())}/reveal"
    # Of one page they would be one press; these are of many pages.
    tokens = [f"{editor.token}{number}" for number in range(MOST_AN_HOUR + 10)]
    pages = await asyncio.gather(
        *(editor.post(reveal, TO_CALL | {"form_token": each}) for each in tokens)
    )
    assert sum("data-number" in page.html for page in pages) == MOST_AN_HOUR
    assert sorted(page.status for page in pages)[MOST_AN_HOUR:] == [429] * 10
    assert (await acts()).count("revealed") == MOST_AN_HOUR
    assert (await acts()).count("too_many_revealed") == 1


async def test_a_role_can_be_made_to_need_it(admin: Browser, office: Office) -> None:
    await admin.fill_in("/admin/staff", {"needs_editor": "1"}, "/admin/staff/rule")
    await admin.post("/admin/sign-out")
    page = await admin.sign_in("Editor", PASSWORD)
    assert page.answer.url.path == "/admin/second-factor"
    assert "Your role needs a code at sign-in." in page.text
    assert (await admin.get("/admin/requests")).answer.url.path == "/admin/second-factor"
    await set_up_phone(admin, office.clock())
    assert (await admin.get("/admin/requests")).answer.url.path == "/admin/requests"
    page = await admin.post("/admin/second-factor/off")
    assert page.status == 409
    await admin.post("/admin/sign-out")
    assert "Hello Trainer" in (await admin.sign_in("Trainer", PASSWORD)).text


async def test_it_is_switched_off_with_a_code_only(editor: Browser, office: Office) -> None:
    secret, _codes = await set_up_phone(editor, office.clock())
    office.clock.forward(FRESH_FOR)
    await editor.post("/admin/second-factor/off")
    assert (await StaffMember.get(name="Editor")).totp_sealed is not None
    code = {"code": code_at(secret, office.clock())}
    assert (
        "You sign in without a code now."
        in (await editor.post("/admin/second-factor/off", code)).text
    )
    assert await RecoveryCode.all().count() == 0


async def test_an_administrator_helps_who_lost_the_phone(admin: Browser, office: Office) -> None:
    editor = await StaffMember.get(name="Editor")
    await admin.post("/admin/sign-out")
    await admin.sign_in("Editor", PASSWORD)
    await set_up_phone(admin, office.clock())
    await admin.post("/admin/sign-out")
    await admin.sign_in("Admin", PASSWORD)
    assert "Phone lost" in (await admin.get("/admin/staff")).text
    page = await admin.post(f"/admin/staff/{editor.id}/second-factor")
    assert "This person signs in without a code now." in page.text
    await admin.post("/admin/sign-out")
    assert "Hello Editor" in (await admin.sign_in("Editor", PASSWORD)).text
