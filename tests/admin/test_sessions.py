"""Where somebody is signed in is theirs to see and to end, and an administrator's."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp.test_utils import TestClient, TestServer

from admin.models import AuditEntry, StaffMember, StaffSession
from admin.security.permissions import Role
from tests.admin.office import PASSWORD, Browser, Colleagues, Office

MINE = "/admin/sessions"


@pytest.fixture
async def at_home(editor: Browser, office: Office) -> AsyncIterator[Browser]:
    """Another browser that the editor signed in with."""
    async with TestClient(TestServer(office.site)) as client:
        browser = Browser(client)
        await browser.sign_in("Editor", PASSWORD)
        yield browser


async def test_ones_own_are_listed_and_ended_one_by_one(editor: Browser, at_home: Browser) -> None:
    page = await editor.get(MINE)
    assert page.text.count("Since ") == 2
    assert page.text.count("This browser") == 1
    there = await StaffSession.all().order_by("-id").first()
    assert there is not None
    page = await editor.post(f"{MINE}/{there.id}/end")
    assert "Signed out there." in page.text
    assert page.text.count("Since ") == 1
    assert "Signed in as" not in (await at_home.get("/admin/")).text
    assert "Signed in as Editor" in (await editor.get("/admin/")).text
    entry = await AuditEntry.get(what="sessions_ended")
    assert (entry.who, entry.after) == ("Editor", "{}")


async def test_all_others_end_with_one_press(editor: Browser, at_home: Browser) -> None:
    await editor.get(MINE)
    await editor.post(f"{MINE}/others")
    assert "Signed in as" not in (await at_home.get("/admin/")).text
    assert "Signed in as Editor" in (await editor.get("/admin/")).text
    assert "Sign out everywhere else" not in (await editor.get(MINE)).text


async def test_what_ended_by_itself_stands_in_no_list(
    editor: Browser, at_home: Browser, office: Office
) -> None:
    office.clock.forward(timedelta(hours=2))
    await editor.get(MINE)
    office.clock.forward(timedelta(hours=2))
    assert (await editor.get(MINE)).text.count("Since ") == 1


async def test_nobody_ends_a_strangers(editor: Browser, sign_in_beside: Colleagues) -> None:
    await sign_in_beside("Salma", Role.COUNSELLOR)
    theirs = await StaffSession.get(staff__name="Salma")
    await editor.get(MINE)
    assert (await editor.post(f"{MINE}/{theirs.id}/end")).status == 404
    assert await StaffSession.exists(id=theirs.id)


async def test_an_administrator_sees_and_ends_those_of_a_colleague(
    admin: Browser, sign_in_beside: Colleagues
) -> None:
    counsellor = await sign_in_beside("Salma", Role.COUNSELLOR)
    salma = await StaffMember.get(name="Salma")
    path = f"/admin/staff/{salma.id}/sessions"
    mine = await StaffSession.get(staff__name="Admin")
    page = await admin.get(path)
    assert "Where Salma is signed in" in page.text
    # One that is not theirs stays, whatever the form says.
    for which in (str(mine.id), "x", "9" * 30):
        await admin.post(path, {"session": which})
    assert await StaffSession.all().count() == 2
    await admin.post(path)
    assert "Signed in as" not in (await counsellor.get("/admin/")).text
    assert "Nowhere." in (await admin.get(path)).text
    entry = await AuditEntry.get(what="sessions_ended")
    assert (entry.who, entry.subject_id) == ("Admin", str(salma.id))
