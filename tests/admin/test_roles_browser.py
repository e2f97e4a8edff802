"""In Arabic, on two small phones: an administrator changes what a counsellor may, and it holds."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from admin.security.accounts import add_staff
from admin.security.permissions import Role
from bot.database.opening import Database
from tests.admin.office import PASSWORD, Office, open_office
from tests.admin.small_phone import open_phone

INBOX = "a[href$='/admin/requests']"


@pytest.fixture
async def office(sqlite_database: Database, pack: Path, tmp_path: Path) -> Office:
    return await open_office(sqlite_database, pack, tmp_path)


async def test_the_menu_and_the_door_follow_at_once(office: Office) -> None:
    await add_staff("سلمى", PASSWORD, Role.COUNSELLOR, "ar", now=office.clock())
    async with open_phone(office) as boss, open_phone(office) as counsellor:
        await counsellor.sign_in("سلمى", "ar")
        await counsellor.page.click(".menu summary")
        await counsellor.page.click(f".menu {INBOX}")
        await counsellor.look("counsellor_inbox")

        await boss.sign_in("Admin", "ar")
        await boss.open("/admin/staff")
        await boss.look("staff")
        await boss.page.click("a[href$='/admin/staff/roles']")
        await boss.look("roles")
        await boss.page.uncheck("#counsellor_answer_people")
        await boss.page.click(".bar button")
        await boss.page.wait_for_selector(".told")
        assert not await boss.page.is_checked("#counsellor_answer_people")

        answer = await counsellor.page.reload()
        assert answer is not None
        assert answer.status == 403
        await counsellor.look("counsellor_refused")
        await counsellor.open("/admin/")
        await counsellor.page.click(".menu summary")
        await counsellor.look("counsellor_menu")
        assert await counsellor.page.locator(INBOX).count() == 0
        assert await counsellor.page.locator(".menu a[href$='/admin/interests']").count() == 1

        await boss.page.set_viewport_size({"width": 1280, "height": 900})
        await boss.look("roles_wide")


async def test_a_colleague_comes_in_by_a_link(office: Office) -> None:
    async with open_phone(office) as boss, open_phone(office) as colleague:
        await boss.sign_in("Admin", "ar")
        await boss.open("/admin/staff/invitations")
        await boss.page.fill("#name", "سلمى")
        await boss.page.select_option("#role", "counsellor")
        await boss.page.select_option("#locale", "ar")
        await boss.page.click("form.card button")
        link = await boss.page.inner_text("[data-link]")
        await boss.look("invited")
        await colleague.open("/admin/sign-in")
        await colleague.page.click("button[value=ar]")
        await colleague.open(urlsplit(link).path)
        await colleague.look("join")
        await colleague.page.fill("#new", "a longer walk home")
        await colleague.page.fill("#again", "a longer walk home")
        await colleague.page.click("form.card button")
        await colleague.page.wait_for_url("**/admin/")
        await colleague.page.click(".menu summary")
        await colleague.page.click(".menu a[href$='/admin/sessions']")
        await colleague.look("sessions")
        await boss.open("/admin/staff")
        await boss.look("staff_with_salma")
