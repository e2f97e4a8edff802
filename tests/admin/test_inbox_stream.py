"""The stream of the inbox ends with the session of whoever listens."""

from __future__ import annotations

import asyncio

import pytest

from admin.models import RolePermission, StaffMember, StaffSession
from admin.pages.inbox import live
from admin.pages.inbox.live import MOST_STREAMS
from tests.admin.office import AWA, Browser, Office
from tests.admin.wishes import contact_of, request_of

LIVE = "/admin/requests/live"


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "LOOK_EVERY_S", 0.05)


@pytest.mark.parametrize("left", ["signed out", "dismissed", "trainer now", "role may less"])
async def test_who_may_not_read_requests_any_more_hears_of_none(
    editor: Browser, office: Office, left: str
) -> None:
    answer = await editor.client.get(LIVE)
    assert b"waiting" in await answer.content.readline()
    if left == "signed out":
        await StaffSession.all().delete()
    elif left == "dismissed":
        await StaffMember.filter(name="Editor").update(active=False)
    elif left == "trainer now":
        await StaffMember.filter(name="Editor").update(role="trainer")
    else:
        await RolePermission.filter(role="editor", permission="answer_people").delete()
    contact = await contact_of(office, AWA)
    await request_of(office, contact.id, "danger")
    async with asyncio.timeout(10):
        assert (await answer.content.read()).strip() == b""


async def test_one_session_listens_a_few_times_at_once(editor: Browser) -> None:
    held = [await editor.client.get(LIVE) for _stream in range(MOST_STREAMS)]
    assert {each.status for each in held} == {200}
    assert (await editor.client.get(LIVE)).status == 429
    for each in held:
        each.close()
