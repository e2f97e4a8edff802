"""Somebody asks for a person, staff answer in a browser, and the machine takes over again.

In Arabic with somebody on Telegram and a small phone at the desk, in French with somebody on SMS
and a large screen.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, ViewportSize, expect

from tests.eventually import eventually
from tests.fakes import FixedClock
from tests.journeys.town import STAFF, SmsPhone, TelegramPhone, Town, open_town
from tests.journeys.visitor import WAIT_MS, opened, sign_in
from tests.peers.chromium import chromium
from tests.peers.telegram_emulator import TelegramEmulator
from tests.peers.twilio_api import TwilioApi

pytestmark = pytest.mark.browser

PHONE: ViewportSize = {"width": 360, "height": 640}
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PICTURES = os.environ.get("DALIL_PICTURES")


@dataclass(frozen=True, slots=True)
class Words:
    """What is said in one language, by the person, by staff, and by the machine."""

    language: str
    human: str
    about: str
    answer: str
    reply: str
    back: str
    asks: str
    found: str


ARABIC = Words(
    "ar",
    "شخص",
    "صاحب العمل لا يدفع لي أجري",
    "مرحبا، منذ متى لم يدفع؟",
    "منذ ثلاثة أشهر",
    "من الآن تجيبك هنا آلة من جديد",
    "طبيب طبرقة",
    "الصحة في طبرقة",
)
FRENCH = Words(
    "fr",
    "HUMAIN",
    "mon patron garde mon salaire",
    "Bonjour, depuis quand ?",
    "depuis trois mois",
    "une machine répond ici à nouveau",
    "médecin Tabarka",
    "Tabarka",
)


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


async def look(tab: Page, name: str) -> None:
    """Nothing may stick out of the screen sideways."""
    if PICTURES:
        await tab.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
    assert await tab.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    ), name


async def says(phone: SmsPhone | TelegramPhone, words: str) -> None:
    """What nobody but staff answers."""
    if isinstance(phone, SmsPhone):
        assert await phone.writes(words) == 200
    else:
        await phone.town.telegram.says(words)
    await phone.town.settled()


async def told(phone: SmsPhone | TelegramPhone, words: str) -> None:
    await eventually(lambda: words in phone.got[-1])


async def talk(town: Town, tab: Page, phone: SmsPhone | TelegramPhone, words: Words) -> None:
    """From the wish for a person to the machine again, and what staff see of it."""
    await phone.says(words.human)
    await phone.says(words.about)
    await tab.goto(town.url("/admin/requests"))
    await look(tab, f"inbox-{words.language}")
    await tab.click("[data-open]")
    await expect(tab.locator(".talk")).to_contain_text(words.about)
    await look(tab, f"talk-asked-{words.language}")
    await tab.fill("#words", words.answer)
    await tab.click("#answer button")
    await expect(tab.locator(".talk > .out")).to_contain_text(words.answer)
    await told(phone, words.answer)
    heard = len(phone.got)
    await says(phone, words.reply)
    assert len(phone.got) == heard
    await tab.goto(tab.url.partition("?")[0])
    await expect(tab.locator(".talk > .in").last).to_contain_text(words.reply, timeout=WAIT_MS)
    await look(tab, f"talk-answered-{words.language}")
    await tab.click("form[action$='hand-back'] button")
    await expect(tab.locator(".told")).to_be_visible()
    await told(phone, words.back)
    assert words.found in await phone.says(words.asks)
    await tab.click("form[action$='close'] button")
    await expect(tab.locator(".told")).to_be_visible()
    await expect(tab.locator(".rows [data-open]")).to_have_count(0)
    await tab.goto(town.url("/admin/requests?done=1"))
    await expect(tab.locator(".rows")).to_contain_text(STAFF)
    await look(tab, f"inbox-done-{words.language}")


async def test_in_arabic_on_telegram_with_a_small_phone_at_the_desk(
    town: Town, browser: Browser
) -> None:
    await town.employs(STAFF, "ar")
    async with opened(browser, town.url("/admin/"), viewport=PHONE) as tab:
        await sign_in(tab, town, "ar")
        awa = town.on_telegram()
        await awa.says("/start")
        await awa.picks("العربية")
        await talk(town, tab, awa, ARABIC)


async def test_in_french_by_sms_with_a_large_screen_at_the_desk(
    town: Town, browser: Browser
) -> None:
    await town.employs(STAFF, "fr")
    async with opened(browser, town.url("/admin/"), viewport=DESKTOP) as tab:
        await sign_in(tab, town, "fr")
        awa = town.sms()
        await awa.says("bonjour")
        await awa.says("1")
        await talk(town, tab, awa, FRENCH)
