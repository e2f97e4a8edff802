"""Do the two phones at /try work in a real browser, from both sides and on a small screen?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Page as Tab
from playwright.async_api import expect

from bot.channels.base import Channel
from bot.messages.message import AttachedFile, Button, OutboundMessage, Rendered, RenderedPin
from flows.engine.event import Heard, LocationShared, Picked
from services_directory.values.entries import Position
from tests.bot.channels.receiver import Receiver
from tests.bot.channels.webchat.web_page import Page
from tests.peers.chromium import chromium

pytestmark = pytest.mark.browser


@asynccontextmanager
async def opened(page: Page, path: str = "/try?lang=fr", **how: Any) -> AsyncIterator[Tab]:
    """A tab showing the page; nothing may go wrong in its console."""
    complaints: list[str] = []
    async with chromium() as browser:
        tab = await browser.new_page(**how)
        tab.on("console", lambda message: complaints.append(message.text))
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        await tab.goto(page.url(path))
        yield tab
    assert complaints == []


async def answer(receiver: Receiver, channel: Channel, reply: Rendered) -> None:
    """Answer whoever wrote last."""
    await channel.send(OutboundMessage(receiver.taken[-1].address, reply))


async def write(tab: Tab, phone: str, text: str) -> None:
    box = tab.locator(f"{phone} input")
    await box.fill(text)
    await box.press("Enter")


async def test_a_file_can_be_taken_away(page: Page, receiver: Receiver) -> None:
    calendar = AttachedFile("dalil-3.ics", "text/calendar", "BEGIN:VCALENDAR\r\nدورة".encode())
    async with opened(page) as tab:
        await write(tab, ".smart", "mon cours")
        await receiver.wait_for(1)
        to = receiver.taken[-1].address
        await page.buttons.send(OutboundMessage(to, Rendered("Votre cours"), file=calendar))
        async with tab.expect_download() as download:
            await tab.get_by_role("link", name="dalil-3.ics").click()
        taken = await download.value
        assert taken.suggested_filename == "dalil-3.ics"
        assert (await taken.path()).read_bytes() == calendar.content


async def test_one_talks_by_buttons_and_by_place(page: Page, receiver: Receiver) -> None:
    async with opened(page) as tab:
        await write(tab, ".smart", "bonjour")
        await receiver.wait_for(1)
        rows = ((Button("lang:fr", "Français"), Button("lang:ar", "العربية")),)
        await answer(receiver, page.buttons, Rendered("Langue ?", rows))
        await tab.get_by_role("button", name="العربية").click()
        await receiver.wait_for(2)

        ask = Rendered("Où ?", ((Button("p:j", "Jendouba"),),), "Ma position")
        await answer(receiver, page.buttons, ask)
        await tab.get_by_role("button", name="Ma position").click()
        await tab.get_by_role("button", name='Tabarka "port"').click()
        await receiver.wait_for(3)
        await answer(receiver, page.buttons, ask)
        await tab.get_by_role("button", name="Jendouba").click()
        await receiver.wait_for(4)

        pin = RenderedPin(Position(36.5, 8.78), "Centre Amal", "Rue 1")
        await answer(receiver, page.buttons, Rendered("Centre Amal", pin=pin))
        link = tab.get_by_role("link", name="Centre Amal")
        await expect(link).to_have_attribute(
            "href", "https://www.openstreetmap.org/?mlat=36.5&mlon=8.78#map=16/36.5/8.78"
        )
        await expect(tab.locator(".smart .mine")).to_have_text(
            ["bonjour", "العربية", "📍", "Jendouba"]
        )
    assert [each.event for each in receiver.taken] == [
        Heard("bonjour"),
        Picked("lang:ar"),
        LocationShared(Position(36.95, 8.75)),
        # As on Telegram, a key of this keyboard writes its label.
        Heard("Jendouba"),
    ]


async def test_the_sms_phone_adds_up_what_would_be_billed(page: Page, receiver: Receiver) -> None:
    async with opened(page, viewport={"width": 1000, "height": 700}) as tab:
        await write(tab, ".plain", "1")
        await receiver.wait_for(1)
        await answer(receiver, page.sms, Rendered("م" * 118))
        await answer(receiver, page.sms, Rendered("Centre Amal"))
        await expect(tab.locator(".plain .cost")).to_have_text(
            ["2 SMS · UCS-2 · 118/134", "1 SMS · GSM-7 · 11/160"]
        )
        await expect(tab.locator(".plain .bill")).to_have_text("Σ 3 SMS")


async def test_arabic_is_read_from_the_right_and_french_from_the_left(
    page: Page, receiver: Receiver
) -> None:
    async with opened(page, "/try?lang=ar") as tab:
        await write(tab, ".smart", "مرحبا")
        await receiver.wait_for(1)
        await answer(receiver, page.buttons, Rendered("الصحة في طبرقة"))
        await answer(receiver, page.buttons, Rendered("La santé à Tabarka"))
        assert await tab.evaluate("getComputedStyle(document.body).direction") == "rtl"
        bubbles = tab.locator(".smart .theirs .bubble")
        await expect(bubbles).to_have_count(2)
        directions = [
            await bubbles.nth(place).evaluate("each => getComputedStyle(each).direction")
            for place in (0, 1)
        ]
        assert directions == ["rtl", "ltr"]


async def test_a_small_screen_shows_one_phone_at_a_time_and_never_scrolls_sideways(
    page: Page, receiver: Receiver
) -> None:
    async with opened(page, viewport={"width": 360, "height": 640}) as tab:
        await expect(tab.locator(".plain")).to_be_hidden()
        await tab.get_by_role("button", name="SMS", exact=True).click()
        await expect(tab.locator(".smart")).to_be_hidden()
        await write(tab, ".plain", "bonjour")
        await receiver.wait_for(1)
        await answer(receiver, page.sms, Rendered("mot" * 300))
        await expect(tab.locator(".plain .theirs")).to_have_count(1)
        assert await tab.evaluate("document.documentElement.scrollWidth") == 360


async def test_a_reload_keeps_the_talk_and_a_new_phone_starts_another(
    page: Page, receiver: Receiver
) -> None:
    async with opened(page) as tab:
        await write(tab, ".smart", "bonjour")
        await receiver.wait_for(1)
        await answer(receiver, page.buttons, Rendered("Bienvenue"))
        await expect(tab.locator(".smart .bubble")).to_have_text(["bonjour", "Bienvenue"])
        await tab.reload()
        await expect(tab.locator(".smart .bubble")).to_have_text(["bonjour", "Bienvenue"])
        await tab.locator(".smart .renew").click()
        await expect(tab.locator(".smart .bubble")).to_have_count(0)
        await write(tab, ".smart", "je suis une autre")
        await receiver.wait_for(2)
        await expect(tab.locator(".smart .bubble")).to_have_text(["je suis une autre"])
    assert receiver.taken[0].address != receiver.taken[1].address


async def test_words_of_people_are_never_markup(page: Page, receiver: Receiver) -> None:
    async with opened(page) as tab:
        await write(tab, ".smart", "<b onclick=alert(1)>gras</b>")
        await receiver.wait_for(1)
        await answer(receiver, page.buttons, Rendered("<img src=x>", ((Button("k", "<i>x</i>"),),)))
        await expect(tab.locator(".smart .bubble")).to_have_text(
            ["<b onclick=alert(1)>gras</b>", "<img src=x>"]
        )
        assert await tab.locator(".talk b, .talk i, .talk img").count() == 0
