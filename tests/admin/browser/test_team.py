"""A real browser: who works for which regions, who is on duty, and where staff are told."""

from __future__ import annotations

import pytest

from admin.models import RotaShift, StaffMember
from admin.security.accounts import add_staff
from admin.security.permissions import Role
from tests.admin.office import PASSWORD, Office
from tests.admin.small_phone import Phone
from tests.peers.axe_rules import grave_faults

pytestmark = pytest.mark.browser


async def test_the_pages_of_the_team_in_both_directions(phone: Phone, office: Office) -> None:
    page = phone.page
    await add_staff("آمنة", PASSWORD, Role.COUNSELLOR, "ar", now=office.clock())
    await phone.sign_in("Admin", "ar")
    await phone.open("/admin/staff")
    row = page.locator("li", has_text="آمنة")
    await row.locator("details", has=page.locator("[name=region]")).locator("summary").click()
    await row.locator("[name=region][value=Kairouan]").check()
    await row.locator("form[action$='/regions'] button").click()
    await page.wait_for_selector(".told")
    assert (await StaffMember.get(name="آمنة")).regions == '["Kairouan"]'
    await phone.look("staff-ar")
    assert await grave_faults(page) == []
    await phone.open("/admin/rota")
    await page.select_option("#staff", label="آمنة")
    for day in range(6):
        await page.check(f"#day_{day}")
    await page.fill("#begins", "20:00")
    await page.fill("#ends", "08:00")
    await page.click("main form.card button")
    await page.wait_for_selector(".told")
    assert await RotaShift.all().count() == 6
    await phone.look("rota-ar")
    assert await grave_faults(page) == []
    await page.set_viewport_size({"width": 1280, "height": 900})
    for path in ("staff", "rota", "alerts", "staff/invitations"):
        await phone.open(f"/admin/{path}")
        await page.click("button[value=fr]")
        await phone.look(f"{path.replace('/', '-')}-fr-wide")
        assert await grave_faults(page) == [], path
    await page.set_viewport_size({"width": 360, "height": 640})
    await page.context.clear_cookies()
    await phone.sign_in("آمنة", "ar")
    for path in ("services", "requests", "interests"):
        await phone.open(f"/admin/{path}")
        await phone.look(f"{path}-of-kairouan-ar")
        assert await grave_faults(page) == [], path
