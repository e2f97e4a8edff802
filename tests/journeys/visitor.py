"""Somebody in a real browser: with one of the two phones at /try, or at the pages for staff."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Browser, ConsoleMessage, Locator, Page, expect

from tests.admin.office import PASSWORD
from tests.eventually import DEADLINE_S
from tests.journeys.town import STAFF, Town

SMART, PLAIN = ".smart", ".plain"
WAIT_MS = DEADLINE_S * 1000


@asynccontextmanager
async def opened(browser: Browser, url: str, **how: Any) -> AsyncIterator[Page]:
    """A tab of a visitor without memory; nothing may go wrong in its console."""
    complaints: list[str] = []

    def listen(told: ConsoleMessage) -> None:
        if told.type in ("error", "warning"):
            complaints.append(told.text)

    context = await browser.new_context(**how)
    tab = await context.new_page()
    tab.on("console", listen)
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    await tab.goto(url)
    yield tab
    await context.close()
    assert complaints == []


@dataclass(slots=True)
class Visitor:
    """With one of the phones at /try."""

    tab: Page
    phone: str = SMART

    @property
    def answers(self) -> Locator:
        return self.tab.locator(f"{self.phone} .theirs")

    async def says(self, words: str) -> str:
        """Write, and wait for the answer; its words."""
        box = self.tab.locator(f"{self.phone} input")
        await box.fill(words)
        return await self._answer(box.press("Enter"))

    async def picks(self, label: str) -> str:
        """Press the newest button or key that says this."""
        button = self.tab.locator(f"{self.phone} .row button").filter(has_text=label)
        exact = self.tab.locator(self.phone).get_by_role("button", name=label, exact=True)
        return await self._answer((exact if await exact.count() else button).last.click())

    async def _answer(self, doing: Any) -> str:
        before = await self.answers.count()
        await doing
        await expect(self.answers).not_to_have_count(before, timeout=WAIT_MS)
        return await self.answers.last.locator(".bubble").inner_text()


async def sign_in(tab: Page, town: Town, language: str) -> None:
    """As the administrator whom the town employs."""
    await tab.goto(town.url("/admin/"))
    await tab.click(f"button[value={language}]")
    await tab.fill("#name", STAFF)
    await tab.fill("#password", PASSWORD)
    await tab.click("main button")
    await tab.wait_for_url("**/admin/")
    await tab.click(f"button[value={language}]")
