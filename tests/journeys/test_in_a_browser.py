"""What a visitor of /try and the staff of a centre do in one browser, with the whole app behind.

The shape of each page is tested beside it; here what one does must reach the other.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from bot.privacy.registration import open_registration
from tests.fakes import FixedClock
from tests.journeys.town import STAFF, Town, open_town
from tests.journeys.visitor import PLAIN, WAIT_MS, Visitor, opened, sign_in
from tests.peers.chromium import chromium
from tests.peers.telegram_emulator import TelegramEmulator
from tests.peers.twilio_api import TwilioApi

pytestmark = pytest.mark.browser

HOSPITAL = "المستشفى الجهوي بطبرقة"
WORDS = "Tourisme: lundi 9 h, maison des jeunes de Tabarka."


@pytest.fixture
async def town(
    starter_directory: None,
    sqlite_url: str,
    tmp_path: Path,
    telegram: TelegramEmulator,
    twilio: TwilioApi,
) -> AsyncIterator[Town]:
    """On one database: what a browser shows does not depend on it."""
    async with open_town(sqlite_url, tmp_path, telegram, twilio, FixedClock()) as opened:
        yield opened


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as launched:
        yield launched


async def test_in_arabic_one_finds_a_hospital_and_reads_from_the_right(
    town: Town, browser: Browser
) -> None:
    async with opened(browser, town.url("/try?lang=ar")) as tab:
        assert await tab.get_attribute("html", "dir") == "rtl"
        awa = Visitor(tab)
        await awa.says("السلام عليكم")
        await awa.picks("العربية")
        assert await awa.says("طبيب في طبرقة") == "الصحة في طبرقة:"
        card = await awa.picks(HOSPITAL)
        assert card.startswith(HOSPITAL)
        bubble = awa.answers.last.locator(".bubble")
        assert await bubble.evaluate("each => getComputedStyle(each).direction") == "rtl"

        sms = Visitor(tab, PLAIN)
        assert "2 العربية" in await sms.says("السلام عليكم")
        await expect(sms.answers.last.locator(".cost")).to_contain_text("1 SMS")
        await sms.says("٢")
        await sms.says("طبيب في طبرقة")
        assert (await sms.says("١")).startswith(HOSPITAL)
        await expect(sms.answers.last.locator(".cost")).to_contain_text("UCS-2")


async def test_in_french_one_registers_on_a_small_phone(town: Town, browser: Browser) -> None:
    small = {"width": 360, "height": 640}
    async with opened(browser, town.url("/try?lang=fr"), viewport=small) as tab:
        amal = Visitor(tab)
        assert "Tourisme responsable" in await registered(amal)
        assert await tab.evaluate("document.documentElement.scrollWidth") == 360
    (interest,) = await town.rows("SELECT id, registration_sealed FROM interest")
    told = open_registration(interest["id"], interest["registration_sealed"], town.app.sealer)
    assert told[1:4] == ("responsible_tourism", "jendouba", "Amal")


@pytest.mark.parametrize(("page", "language"), [("fr", "Français"), ("ar", "العربية")])
async def test_a_long_menu_leaves_its_question_on_a_small_screen(
    town: Town, browser: Browser, page: str, language: str, tmp_path: Path
) -> None:
    small = {"width": 360, "height": 640}
    async with opened(browser, town.url(f"/try?lang={page}"), viewport=small) as tab:
        amal = Visitor(tab)
        await amal.says("bonjour")
        await amal.picks(language)
        await tab.screenshot(path=tmp_path / "try.png")
        menu = await amal.answers.last.locator(".bubble").bounding_box()
        shown = await tab.locator(".smart .talk").bounding_box()
        assert menu
        assert shown
        assert menu["y"] >= shown["y"]
        assert menu["y"] + menu["height"] <= shown["y"] + shown["height"]


async def registered(visitor: Visitor) -> str:
    await visitor.says("bonjour")
    for label in ("Français", "M'inscrire", "Une formation", "Tourisme responsable", "Jendouba"):
        await visitor.picks(label)
    await visitor.says("Amal")
    for label in ("Écrivez-moi ici", "Le matin"):
        await visitor.picks(label)
    return await visitor.picks("J'accepte")


async def test_what_staff_edit_is_in_the_next_answer(town: Town, browser: Browser) -> None:
    await town.employs(STAFF, "fr")
    async with (
        opened(browser, town.url("/try?lang=fr")) as chat,
        opened(browser, town.url("/admin/")) as desk,
    ):
        amal = Visitor(chat)
        await amal.says("bonjour")
        await amal.picks("Français")
        await amal.says("médecin tabarka")
        assert "78000001" not in await amal.picks("Hôpital régional de Tabarka")

        await sign_in(desk, town, "fr")
        await desk.goto(town.url("/admin/services/jen-hopital-tabarka?section=reach"))
        await desk.fill("#phone", "78 000 001")
        await desk.click("button[name=save]")
        await desk.wait_for_selector(".told")

        await amal.says("médecin tabarka")
        assert "78000001" in await amal.picks("Hôpital régional de Tabarka")


async def test_a_reminder_that_a_trainer_sends_arrives(town: Town, browser: Browser) -> None:
    await town.employs(STAFF, "fr")
    async with (
        opened(browser, town.url("/try?lang=fr")) as chat,
        opened(browser, town.url("/admin/")) as desk,
    ):
        amal = Visitor(chat)
        await registered(amal)
        heard = await amal.answers.count()

        await sign_in(desk, town, "fr")
        await desk.goto(town.url("/admin/reminders/new"))
        await desk.fill("#title", "Tourisme 1")
        await desk.select_option("#offer", "responsible_tourism")
        await desk.fill("#words_fr", WORDS)
        await desk.click("button[name=look]")
        await expect(desk.locator("[data-people]")).to_have_text("1 personne")
        await desk.click("button[name=send]")
        await desk.wait_for_selector(".told")

        await town.queues_a_reminder()
        await expect(amal.answers).to_have_count(heard + 1, timeout=WAIT_MS)
        await expect(amal.answers.last).to_contain_text(WORDS)
