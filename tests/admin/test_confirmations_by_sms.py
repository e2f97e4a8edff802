"""The link goes by SMS to the service's own number, where staff chose it and its owner lets us."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.database.opening import Database
from bot.models.confirmations import ServiceConfirmation
from services_directory.storage.store import get_service
from tests.admin.office import HOSPITAL, PASSWORD, Browser, Office, open_office

SERVICE = f"/admin/services/{HOSPITAL}"
PAGE = f"{SERVICE}/confirmation"
NUMBER = "+21620000041"


@pytest.fixture
async def office(database: Database, pack: Path, tmp_path: Path) -> Office:
    opened = await open_office(database, pack, tmp_path)
    # Its browser comes without TLS, so that the staff pages themselves have no such address.
    opened.app.worlds.public_url = "https://dalil.example.org"
    return opened


async def asked(editor: Browser, office: Office, phone: str = "20 000 041") -> str:
    """What the page tells, once staff sent it."""
    await editor.fill_in(f"{SERVICE}?section=reach", {"phone": phone})
    assert "Send it by SMS to" in (await editor.get(PAGE)).text
    page = await editor.post(PAGE, {"step": "ask", "number": NUMBER})
    await office.app.outbox.deliver_due()
    return page.text


async def test_whoever_gets_it_opens_the_link_and_says_all_right(
    editor: Browser, office: Office
) -> None:
    assert "The link goes by SMS" in await asked(editor, office)
    (told,) = office.sms.texts_to(NUMBER)
    found = re.search(r"https://dalil\.example\.org(/v/\S+)", told)
    assert found, told
    await editor.post("/admin/sign-out")
    seen = re.search(r'name="seen" value="([^"]+)"', (await editor.get(found[1])).html)
    assert seen
    await editor.post(found[1], {"seen": seen[1], "answer": "right"})
    record = await get_service(HOSPITAL)
    assert record is not None
    assert record.last_checked_by == "the service itself"


async def test_who_said_stop_gets_nothing_and_staff_see_the_link(
    editor: Browser, office: Office
) -> None:
    await office.hears(NUMBER, "STOP")
    before = office.sms.texts_to(NUMBER)
    text = await asked(editor, office)
    assert "No SMS goes to this number" in text
    assert "https://dalil.example.org/v/" in text
    assert office.sms.texts_to(NUMBER) == before


async def test_nobody_is_asked_at_night(editor: Browser, office: Office) -> None:
    zone = ZoneInfo(office.app.worlds.programme.timezone)
    office.clock.now = datetime(2026, 11, 24, 23, 0, tzinfo=zone)
    await editor.sign_in("Editor", PASSWORD)
    await asked(editor, office)
    assert office.sms.texts_to(NUMBER) == []
    office.clock.now = datetime(2026, 11, 25, 10, 0, tzinfo=zone)
    await office.app.outbox.deliver_due()
    assert len(office.sms.texts_to(NUMBER)) == 1


async def test_a_number_that_is_not_the_services_is_never_written_to(
    editor: Browser, office: Office
) -> None:
    await editor.post(PAGE, {"step": "ask", "number": "+21620000099"})
    await office.app.outbox.deliver_due()
    assert office.sms.texts_to("+21620000099") == []
    assert await ServiceConfirmation.all().count() == 1
