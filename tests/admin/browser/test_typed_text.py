"""A real browser: what was typed is not lost by the button beside it, nor sent again by Back."""

from __future__ import annotations

import pytest
from playwright.async_api import Dialog

from admin.models import SecondFactorRule
from bot.models.cases import StaffMessage
from tests.admin.office import AWA, Office
from tests.admin.small_phone import Phone
from tests.admin.wishes import contact_of, request_of, talk_of, two_who_wish

pytestmark = pytest.mark.browser


async def test_a_note_survives_every_button_and_an_answer_its_last_word(
    phone: Phone, office: Office
) -> None:
    page = phone.page
    talk = await talk_of(await request_of(office, (await contact_of(office, AWA)).id, "asked"))
    await phone.sign_in("Editor", "fr")
    await phone.open(talk)
    await page.fill("#note", "Elle a peur de son voisin")
    await page.click("button[name=mine]")
    await page.wait_for_selector(".told")
    assert await page.input_value("#note") == "Elle a peur de son voisin"
    await page.fill("#words", "Phrase une.")
    await page.click("details.more summary")
    await page.fill("#find", "tabarka")
    await page.fill("#words", "Phrase une. Et la fin.")
    await page.press("#find", "Enter")
    await page.wait_for_url("**find=**")
    assert await page.input_value("#words") == "Phrase une. Et la fin."
    await page.click("#answer button:not(.plain)")
    await page.wait_for_selector(".told")
    assert await page.input_value("#note") == "Elle a peur de son voisin"
    assert await StaffMessage.filter(kind="out").count() == 1
    await page.go_back()
    assert await page.input_value("#words") == ""


async def test_what_was_typed_in_another_form_is_asked_about(phone: Phone, office: Office) -> None:
    page, asked = phone.page, list[str]()

    async def stay(dialog: Dialog) -> None:
        asked.append(dialog.message)
        await dialog.dismiss()

    page.on("dialog", stay)
    await phone.sign_in("Admin", "en")
    await phone.open("/admin/staff")
    await page.fill("#name", "Noor")
    await page.check("#needs_editor")
    await page.click("form[action$='/rule'] button")
    await page.wait_for_timeout(300)
    assert asked == ["What you wrote in another field of this page is not saved. Go on without it?"]
    assert await page.input_value("#name") == "Noor"
    await page.fill("#name", "")
    await page.click("form[action$='/rule'] button")
    await page.wait_for_selector(".told")
    assert await SecondFactorRule.exists(role="editor")


async def test_back_leads_to_the_page_that_was_looked_at(phone: Phone, office: Office) -> None:
    page = phone.page
    await two_who_wish(office)
    await phone.sign_in("Trainer", "fr")
    await phone.open("/admin/reminders/new")
    await page.fill("#title", "Couture 1")
    await page.fill("#words_fr", "Couture: lundi 9 h.")
    await page.click("button[name=look]")
    await page.wait_for_selector("button[name=send]")
    await page.click("button[name=send]")
    await page.wait_for_url("**/admin/reminders/*told=*")
    await page.go_back()
    assert await page.input_value("#words_fr") == "Couture: lundi 9 h."


async def test_back_onto_a_form_with_faults_shows_what_was_typed(
    phone: Phone, office: Office
) -> None:
    """Where nothing on it is about a person, the page itself; else the page that has the form, and
    no page of the browser's own."""
    page = phone.page
    await phone.sign_in("Admin", "fr")
    await phone.open("/admin/services/new")
    await page.fill("#name_fr", "Atelier de couture")
    await page.click("button[name=save]")
    await page.wait_for_selector("#faults")
    await phone.look("form-with-faults")
    await page.goto(f"{phone.site}/admin/services")
    await page.go_back()
    await page.wait_for_selector("#faults")
    assert await page.input_value("#name_fr") == "Atelier de couture"
    await phone.open("/admin/walk-in")
    await page.fill("#first_name", "Awa")
    await page.fill("#phone", "12")
    await page.click("main form button")
    await page.wait_for_selector(".errors")
    await page.goto(f"{phone.site}/admin/services")
    await page.go_back()
    assert await page.is_visible("#first_name")
    talk = await talk_of(await request_of(office, (await contact_of(office, AWA)).id, "asked"))
    await phone.open(talk)
    await page.fill("#words", "x" * 20)
    await page.evaluate("document.querySelector('#words').value = ''")
    await page.click("#answer button:not(.plain)")
    await page.wait_for_selector(".fault, .errors")
    await page.goto(f"{phone.site}/admin/services")
    await page.go_back()
    assert await page.is_visible("#words")
