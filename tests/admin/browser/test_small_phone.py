"""A real browser on a small phone: staff edit a service in Arabic, a trainer sends a reminder."""

from __future__ import annotations

from datetime import date

import pytest

from services_directory.records.draft_records import draft_of
from services_directory.storage.store import get_service
from tests.admin.office import AWA, HOSPITAL, Office
from tests.admin.small_phone import Phone
from tests.admin.wishes import two_who_wish


async def test_a_service_edited_in_arabic_reaches_the_next_answer(
    phone: Phone, office: Office
) -> None:
    await phone.sign_in("Editor", "ar")
    assert await phone.page.get_attribute("html", "dir") == "rtl"
    await phone.look("home")
    await phone.page.click(".menu summary")
    await phone.look("menu")
    await phone.open("/admin/services?search=tabarka")
    await phone.look("services")
    await phone.page.click(f"a[href$='{HOSPITAL}']")
    await phone.look("service_overview")
    await phone.open(f"/admin/services/{HOSPITAL}?section=words&language=ar")
    await phone.page.fill("#organisation_ar", "مستشفى البحر")
    # The script shows the SMS as it will be, before anything is saved.
    await phone.page.wait_for_function(
        "() => document.querySelector('[data-sms=ar]').textContent.includes('مستشفى البحر')"
    )
    assert "UCS-2" in await phone.page.inner_text("[data-size=ar]")
    await phone.look("service")
    await phone.page.click("button[name=save]")
    await phone.page.wait_for_selector(".told")
    await phone.page.click("a[href*='section=reach']")
    await phone.page.fill("#phone", "nobody knows")
    await phone.page.click("button[name=save]")
    await phone.page.wait_for_selector("#phone-errors")
    # The fault takes the focus, and leads to its field.
    assert await phone.page.evaluate("() => document.activeElement.id") == "faults"
    await phone.page.click("#faults a")
    assert await phone.page.input_value("#phone") == "nobody knows"
    await phone.look("service_faults")
    await phone.page.fill("#phone", "78 000 001")
    await phone.page.click("button[name=save]")
    await phone.page.wait_for_selector(".told")
    told = await office.hears(AWA, "hello", "2", "طبيب طبرقة")
    if "78000001" not in told[-1]:
        told = await office.hears(AWA, "1")
    assert "مستشفى البحر" in told[-1]
    assert "78000001" in told[-1]


async def test_a_number_is_shown_after_one_press_that_says_why(
    phone: Phone, office: Office
) -> None:
    await office.hears(AWA, "hello", "2", "إنسان")
    await phone.sign_in("Editor", "ar")
    await phone.open("/admin/requests")
    await phone.page.click("a[href*='/conversations/']")
    await phone.page.click("form[action*='/reveal'] button")
    await phone.page.wait_for_selector("button[name=why]")
    await phone.look("reveal")
    await phone.page.click("button[value=to_call]")
    await phone.page.wait_for_selector("[data-number]")
    assert AWA in await phone.page.inner_text("[data-number]")
    await phone.look("revealed")


async def test_a_reminder_written_on_a_phone_arrives(phone: Phone, office: Office) -> None:
    await two_who_wish(office)
    await phone.sign_in("Trainer", "ar")
    await phone.open("/admin/reminders/new")
    await phone.page.fill("#title", "خياطة")
    await phone.page.fill("#words_fr", "Couture: lundi 9 h.")
    await phone.page.fill("#words_ar", "الخياطة: الإثنين على الساعة 9.")
    await phone.page.click("button[name=look]")
    await phone.page.wait_for_selector("[data-people]")
    await phone.look("reminder_new")
    await phone.page.click("button[name=send]")
    await phone.page.wait_for_selector(".told")
    await office.app.reminders.send_due()
    await office.app.outbox.deliver_due()
    assert "Couture: lundi 9 h." in office.sms.texts_to(AWA)[-1]
    await phone.page.reload()
    await phone.look("reminder")


@pytest.mark.parametrize("language", ["ar", "fr"])
async def test_no_page_is_wider_than_a_small_phone(
    phone: Phone, office: Office, language: str
) -> None:
    await two_who_wish(office)
    await phone.sign_in("Admin", language)
    for name in ("", "services/new", "interests", "requests", "feedback", "unmet-needs"):
        await phone.open(f"/admin/{name}")
        await phone.look(f"{language}_{name.replace('/', '_') or 'today'}")
    for name in ("reminders", "reminders/new", "staff", "changes", "password", "no-such-page"):
        await phone.open(f"/admin/{name}")
        await phone.look(f"{language}_{name.replace('/', '_')}")


async def test_without_scripts_a_button_shows_the_sms(phone: Phone) -> None:
    await phone.sign_in("Editor", "fr")
    await phone.page.route("**/preview.js*", lambda route: route.fulfill(body=""))
    await phone.open(f"/admin/services/{HOSPITAL}?section=words&language=fr")
    await phone.page.fill("#organisation_fr", "Hôpital de la mer")
    await phone.page.click("button[name=preview]")
    await phone.page.wait_for_load_state()
    assert "Hopital de la mer" in await phone.page.inner_text("[data-sms=fr]")
    kept = await get_service(HOSPITAL)
    assert kept is not None
    assert draft_of(kept).organisation.in_locale("fr") != "Hôpital de la mer"


async def test_hours_a_closure_and_facts_are_written_with_a_thumb_in_arabic(
    phone: Phone, office: Office
) -> None:
    await phone.sign_in("Editor", "ar")
    await phone.open(f"/admin/services/{HOSPITAL}?section=all")
    await phone.page.fill("#Mo_opens", "08:00")
    await phone.page.fill("#Mo_closes", "12:30")
    await phone.page.locator("details:has(#closure_1_from) > summary").first.click()
    await phone.page.fill("#closure_1_from", "2099-12-24")
    await phone.page.fill("#closure_1_to", "2099-12-23")
    await phone.page.locator("details:has(#fact_eligibility_women) > summary").click()
    await phone.page.check("#fact_eligibility_women")
    await phone.page.locator("details:has(#speaks_ar) > summary").click()
    await phone.page.check("#speaks_ar")
    await phone.look("service_facts")
    await phone.page.click("button[name=save]")
    await phone.page.wait_for_selector("#closure_1_from-errors")
    assert await phone.page.is_checked("#fact_eligibility_women")
    await phone.look("service_facts_faults")
    await phone.page.fill("#closure_1_to", "2099-12-26")
    await phone.page.click("button[name=save]")
    await phone.page.wait_for_selector(".told")
    await phone.look("service_history")
    kept = await get_service(HOSPITAL)
    assert kept is not None
    assert draft_of(kept).opening_hours == "Mo 08:00-12:30"
    assert draft_of(kept).closures[0].ends_on == date(2099, 12, 26)
    assert draft_of(kept).languages == ("ar",)
    assert draft_of(kept).facts == ("eligibility:women",)


async def test_prices_people_and_a_second_place_are_written_with_a_thumb_in_arabic(
    phone: Phone, office: Office
) -> None:
    await phone.sign_in("Editor", "ar")
    await phone.open(f"/admin/services/{HOSPITAL}?section=reach")
    await phone.page.fill("#phone", "78 000 001")
    await phone.page.click("button[name=save]")
    await phone.page.wait_for_selector(".told")
    await phone.page.click("a[href$='/details']")
    await phone.look("details_empty")
    await phone.page.locator("summary").filter(has_text="78 000 001").click()
    await phone.page.fill("#phone_1_says_ar", "استعجالي ليلا ونهارا")
    await phone.page.check("#phone_1_speaks_fr")
    await phone.page.fill("#price_1_amount", "خمسة")
    await phone.page.fill("#price_1_currency", "TND")
    await phone.page.locator("summary").filter(has_text="الشخص 1").click()
    await phone.page.fill("#person_1_name", "أمل")
    await phone.page.locator("summary").filter(has_text="المكان 2").click()
    await phone.page.select_option("#place_1_region", "Jendouba")
    await phone.page.fill("#place_1_address_ar", "طريق تونس")
    await phone.page.fill("#place_1_Mo_opens", "08:00")
    await phone.page.fill("#place_1_Mo_closes", "12:00")
    await phone.page.click("button[name=save]")
    await phone.page.wait_for_selector("#price_1_amount-errors")
    assert await phone.page.input_value("#person_1_name") == "أمل"
    assert await phone.page.is_visible("#phone_1_says_ar")
    await phone.look("details_faults")
    await phone.page.fill("#price_1_amount", "5")
    await phone.page.click("button[name=save]")
    await phone.page.wait_for_selector(".told")
    await phone.look("details")
    directory = office.app.worlds.snapshot.directory
    second = directory.service(f"{HOSPITAL}~2")
    assert second is not None
    assert second.location.address.in_locale("ar") == "طريق تونس"
    assert second.opening_hours == "Mo 08:00-12:00"


SECTIONS = ("what", "where", "when", "reach", "whom", "words&language=ar")
TWO_SCREENS_DOWN = 3 * 640


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_no_section_is_longer_than_two_screens_of_scrolling_and_save_is_in_reach(
    phone: Phone, scheme: str
) -> None:
    await phone.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    await phone.sign_in("Editor", "ar")
    for section in SECTIONS:
        await phone.open(f"/admin/services/{HOSPITAL}?section={section}")
        await phone.look(f"section_{section.partition('&')[0]}_{scheme}")
        height = await phone.page.evaluate("() => document.documentElement.scrollHeight")
        assert height <= TWO_SCREENS_DOWN, section
        at = await phone.page.locator("button[name=save]").bounding_box()
        assert at is not None
        assert at["y"] + at["height"] <= 640, section


async def test_a_service_in_five_minutes_in_arabic_is_found_by_chat(
    phone: Phone, office: Office
) -> None:
    """Three languages, hours, phone, place, published: each on a section of its own."""
    page = phone.page
    await phone.sign_in("Editor", "ar")
    await phone.open("/admin/services")
    await page.click("a[href$='/services/new']")
    for code, name in (("ar", "ورشة الخياطة"), ("fr", "Atelier de couture"), ("en", "Sewing")):
        if code != "ar":
            await page.locator(f"details:has(#name_{code}) > summary").click()
        await page.fill(f"#name_{code}", name)
    await page.fill("#organisation_ar", "جمعية النساء")
    await page.select_option("#category", "vocational_training")
    await page.click("button[name=save]")
    await page.wait_for_selector(".told")
    await page.click("a[href*='section=where']")
    await page.select_option("#region", "Jendouba")
    await page.select_option("#place", "tabarka")
    await page.click("button[name=save]")
    await page.wait_for_selector(".told")
    await page.click("a[href*='section=when']")
    await page.fill("#Mo_opens", "08:00")
    await page.fill("#Mo_closes", "14:00")
    await page.click("button[value=monday]")
    await page.wait_for_load_state()
    assert await page.input_value("#Fr_closes") == "14:00"
    assert "الاثنين – الجمعة" in await page.inner_text("[data-hours]")
    await page.click("button[name=save]")
    await page.wait_for_selector(".told")
    await page.click("a[href*='section=reach']")
    await page.fill("#phone", "78 000 077")
    await page.click("button[name=save]")
    await page.wait_for_selector(".told")
    await page.click("form[action$='/restore'] button")
    await page.wait_for_selector(".told")
    await phone.look("five_minutes")
    told = await office.hears(AWA, "hello", "2", "ورشة الخياطة طبرقة")
    if "78000077" not in told[-1]:
        told = await office.hears(AWA, "1")
    assert "78000077" in told[-1]
    assert "ورشة الخياطة" in told[-1]
