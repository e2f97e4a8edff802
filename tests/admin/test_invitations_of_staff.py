"""A colleague comes in by a link: once, within three days, with no more than its maker has."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp.test_utils import TestClient, TestServer

from admin.models import AuditEntry, RolePermission, SecondFactorRule, StaffInvitation, StaffMember
from admin.security.invitations import LASTS
from admin.security.permissions import Role
from tests.admin.office import Browser, Colleagues, Office
from tests.admin.phone import set_up_phone

PAGE = "/admin/staff/invitations"
CHOSEN = {"new": "a longer walk home", "again": "a longer walk home"}
NO_MORE = "This link was used, was taken back, or is older than three days."


async def link_for(browser: Browser, name: str = "Salma", role: str = "counsellor") -> str:
    """Its path, as it is shown to who made it."""
    page = await browser.fill_in(PAGE, {"name": name, "role": role, "locale": "ar"})
    found = re.search(r"data-link[^>]*>https?://[^/<]+([^<]+)<", page.html)
    assert found, page.text
    return found[1]


@pytest.fixture
async def at_home(office: Office) -> AsyncIterator[Browser]:
    """The browser of somebody who has no name here yet."""
    async with TestClient(TestServer(office.site)) as client:
        yield Browser(client)


async def test_somebody_invited_chooses_a_password_and_is_in(
    admin: Browser, at_home: Browser
) -> None:
    link = await link_for(admin)
    shown = await at_home.get(link)
    assert "Admin invites you to the pages for staff. You sign in there as: Salma" in shown.text
    assert "Your role: Counsellor" in shown.text
    page = await at_home.post(link, CHOSEN)
    assert '<html lang="ar" dir="rtl">' in page.html
    assert (await at_home.get("/admin/requests")).status == 200
    assert (await at_home.get("/admin/staff")).status == 403
    salma = await StaffMember.get(name="Salma")
    assert (salma.role, salma.locale, salma.must_change) == ("counsellor", "ar", False)
    await at_home.post("/admin/sign-out")
    signed_in = await at_home.sign_in("salma", CHOSEN["new"])
    assert signed_in.answer.url.path == "/admin/"


async def test_the_link_is_shown_once_and_kept_nowhere(admin: Browser, office: Office) -> None:
    link = await link_for(admin)
    token = link.rpartition("/")[2]
    assert token not in (await admin.get(PAGE)).html
    assert token not in repr(await StaffInvitation.all().values())
    told = await AuditEntry.get(subject="staff_invitation")
    assert (told.who, told.what, token in told.after) == ("Admin", "invited", False)
    office.clock.forward(timedelta(minutes=11))
    assert token not in (await admin.get(PAGE)).html


async def test_a_link_opens_once(admin: Browser, at_home: Browser) -> None:
    """However often it was looked at before."""
    link = await link_for(admin)
    for _look in range(3):
        assert (await at_home.get(link)).status == 200
    both = await asyncio.gather(at_home.post(link, CHOSEN), at_home.post(link, CHOSEN))
    assert sorted(each.status for each in both) == [200, 410]
    assert (await at_home.get(link)).status == 410
    assert await StaffMember.filter(name="Salma").count() == 1
    assert "Nobody waits with a link." in (await admin.get(PAGE)).text


@pytest.mark.parametrize(
    "why", ["too old", "taken back", "who invited left", "who invited may less", "more was given"]
)
async def test_a_link_that_holds_no_more_opens_nothing(
    admin: Browser, office: Office, sign_in_beside: Colleagues, at_home: Browser, why: str
) -> None:
    await RolePermission.create(role="editor", permission="manage_team")
    link = await link_for(await sign_in_beside("Noor", Role.EDITOR))
    assert (await at_home.get(link)).status == 200
    if why == "too old":
        office.clock.forward(LASTS)
    elif why == "taken back":
        invitation = await StaffInvitation.get()
        page = await admin.fill_in(PAGE, {}, f"{PAGE}/{invitation.id}/away")
        assert "the link opens no more" in page.text
        assert await AuditEntry.exists(subject="staff_invitation", what="cancelled", who="Admin")
    elif why == "who invited left":
        await StaffMember.filter(name="Noor").update(active=False)
    elif why == "who invited may less":
        await RolePermission.filter(role="editor", permission="manage_team").delete()
    else:
        await RolePermission.create(role="counsellor", permission="plan_trainings")
    assert (await at_home.get(link)).status == 410
    page = await at_home.post(link, CHOSEN)
    assert (page.status, NO_MORE in page.text) == (410, True)
    assert not await StaffMember.exists(name="Salma")


@pytest.mark.parametrize("token", ["x", "%00", "%ED%A0%80", "a" * 5000, "سلمى"])
async def test_a_link_that_was_made_up_opens_nothing(at_home: Browser, token: str) -> None:
    # An address that no text can hold is none of ours at all.
    refused = 404 if token == "%00" else 410
    assert (await at_home.get(f"/admin/join/{token}")).status == refused


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"new": "short", "again": "short"}, "At least 10 letters."),
        ({"new": "a longer walk home", "again": "another"}, "are not the same"),
        ({"new": "1234567890", "again": "1234567890"}, "easy to guess"),
        ({}, "Please fill this in."),
    ],
)
async def test_a_password_that_cannot_be_taken_leaves_the_link_good(
    admin: Browser, at_home: Browser, typed: dict[str, str], told: str
) -> None:
    link = await link_for(admin)
    await at_home.get(link)
    page = await at_home.post(link, typed)
    assert (page.status, told in page.text) == (422, True)
    assert (await at_home.post(link, CHOSEN)).status == 200


async def test_another_site_sends_no_form_of_it(admin: Browser, at_home: Browser) -> None:
    link = await link_for(admin)
    await at_home.get(link)
    page = await at_home.post(link, CHOSEN, origin="https://elsewhere.example")
    assert page.status == 403
    assert not await StaffMember.exists(name="Salma")


async def test_whose_role_needs_a_code_sets_it_up_first(
    admin: Browser, at_home: Browser, office: Office
) -> None:
    await SecondFactorRule.create(role="counsellor")
    link = await link_for(admin)
    await at_home.get(link)
    page = await at_home.post(link, CHOSEN)
    assert page.answer.url.path == "/admin/second-factor"
    assert (await at_home.get("/admin/requests")).answer.url.path == "/admin/second-factor"
    await set_up_phone(at_home, office.clock())
    assert (await at_home.get("/admin/requests")).answer.url.path == "/admin/requests"


async def test_nobody_is_invited_into_more_than_one_has(
    office: Office, sign_in_beside: Colleagues, admin: Browser
) -> None:
    await RolePermission.create(role="editor", permission="manage_team")
    editor = await sign_in_beside("Noor", Role.EDITOR)
    await editor.get(PAGE)
    for role in ("admin", "trainer", "king"):
        page = await editor.post(PAGE, {"name": "Ali", "role": role, "locale": "fr"})
        assert page.status == 422, role
    await link_for(admin, "Ali", "admin")
    invitation = await StaffInvitation.get()
    assert (await editor.post(f"{PAGE}/{invitation.id}/away")).status == 403
    assert f"{PAGE}/{invitation.id}/away" not in (await editor.get(PAGE)).html


async def test_a_name_that_is_taken_is_told_before_and_after(
    admin: Browser, at_home: Browser, office: Office
) -> None:
    page = await admin.fill_in(PAGE, {"name": " EDITOR ", "role": "editor", "locale": "fr"})
    assert (page.status, "Somebody has this name already." in page.text) == (422, True)
    first, second = await link_for(admin), await link_for(admin)
    for link, status in ((first, 200), (second, 410)):
        async with TestClient(TestServer(office.site)) as client:
            browser = Browser(client)
            await browser.get(link)
            assert (await browser.post(link, CHOSEN)).status == status
