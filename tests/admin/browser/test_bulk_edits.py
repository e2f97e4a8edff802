"""A real browser on a small phone: services changed from their list, and asked by a link."""

from __future__ import annotations

from services_directory.records.draft_records import draft_of
from services_directory.storage.store import get_service
from tests.admin.office import HOSPITAL, NATIONAL
from tests.admin.small_phone import Phone

LIST = "/admin/services"


async def test_from_the_list_with_a_thumb_in_arabic(phone: Phone) -> None:
    page = phone.page
    await phone.sign_in("Editor", "ar")
    await phone.open(LIST)
    row = page.locator(f"#s-{HOSPITAL}")
    await row.locator("summary").click()
    await phone.look("ar_list_quick")
    await row.locator("input[name=phone]").fill("abc")
    await row.locator("form", has=page.locator("input[name=phone]")).locator("button").click()
    await page.wait_for_selector(f"#s-{HOSPITAL} .fault")
    assert await row.locator("input[name=phone]").input_value() == "abc"
    await phone.look("ar_list_wrong")
    await row.locator("input[name=phone]").fill("78 000 111")
    await row.locator("form", has=page.locator("input[name=phone]")).locator("button").click()
    await page.wait_for_selector(".told")
    await phone.look("ar_list_saved")
    record = await get_service(HOSPITAL)
    assert record is not None
    assert draft_of(record).phone == "78 000 111"
    for key in (HOSPITAL, NATIONAL):
        await page.locator(f"#s-{key} input[name=key]").check()
    await page.select_option("#act", "closed")
    await page.locator("#bulk button").click()
    await page.wait_for_selector("#starts")
    await page.fill("#starts", "2026-12-01")
    await page.fill("#ends", "2026-12-03")
    await page.fill("#note_ar", "إضراب، اذهب إلى جندوبة")
    await page.click("button[name=look]")
    await page.wait_for_selector(".diff")
    await phone.look("ar_bulk_look")
    await page.click(".bar button")
    await page.wait_for_selector(".told")
    await phone.look("ar_bulk_done")
    await page.click("main form.press button")
    await page.wait_for_url("**/bulk/*")
    await phone.look("ar_bulk_undone")
    record = await get_service(HOSPITAL)
    assert record is not None
    assert draft_of(record).closures == ()


async def test_a_service_answers_and_staff_take_it_in_arabic(phone: Phone) -> None:
    page, ask = phone.page, f"{LIST}/{HOSPITAL}/confirmation"
    await phone.sign_in("Editor", "ar")
    await phone.open(ask)
    await phone.look("ar_ask")
    await page.click("main form.press button")
    await page.wait_for_selector("[data-link]")
    await phone.look("ar_asked")
    link = await page.inner_text("[data-link]")
    await page.context.clear_cookies()
    await page.goto(f"{link}?lang=ar")
    await phone.look("ar_service_page")
    await page.fill("#phone", "78 000 009")
    await page.fill("#hours_note", "كل صباح من الاثنين إلى الجمعة")
    await page.click("button[value=changed]")
    await page.wait_for_selector(".told")
    await phone.look("ar_service_thanked")
    await phone.sign_in("Editor", "ar")
    await phone.open(ask)
    await phone.look("ar_proposal")
    await page.check("input[value=phone]")
    await page.click("button[value=take]")
    await page.wait_for_selector(".told")
    await phone.look("ar_taken")
    record = await get_service(HOSPITAL)
    assert record is not None
    assert draft_of(record).phone == "78 000 009"
