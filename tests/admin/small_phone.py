"""A real browser on a phone of 360 pixels, in front of the staff pages of an office."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp.test_utils import TestServer
from playwright.async_api import ConsoleMessage, Page, ViewportSize

from tests.admin.office import PASSWORD, Office
from tests.peers.chromium import chromium

SMALL_PHONE: ViewportSize = {"width": 360, "height": 640}
WIDER_THAN_THE_PHONE = (
    "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
)

BROKEN_CLOCKS = r"""() => {
  const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walk.nextNode()); )
    for (const match of node.data.matchAll(/\d\d:\d\d\W{1,3}\d\d:\d\d/gu)) {
      const range = document.createRange();
      range.setStart(node, match.index);
      range.setEnd(node, match.index + match[0].length);
      const lines = new Set([...range.getClientRects()].map((each) => Math.round(each.top)));
      if (lines.size > 1) found.push(match[0]);
    }
  return found;
}"""


@dataclass(slots=True)
class Phone:
    """A page on a phone of 360 pixels. `pictures`: where to keep what it looked like."""

    page: Page
    site: str
    pictures: Path | None

    async def sign_in(self, name: str, language: str) -> None:
        await self.page.goto(f"{self.site}/admin/")
        await self.page.click(f"button[value={language}]")
        await self.page.fill("#name", name)
        await self.page.fill("#password", PASSWORD)
        await self.page.click("main button")
        await self.page.wait_for_url("**/admin/")
        await self.page.click(f"button[value={language}]")

    async def open(self, path: str) -> None:
        await self.page.goto(f"{self.site}{path}")

    async def look(self, name: str) -> None:
        """Nothing may stick out of the screen sideways, and no clocks stand on two lines."""
        if self.pictures:
            await self.page.screenshot(path=self.pictures / f"{name}.png", full_page=True)
        assert not await self.page.evaluate(WIDER_THAN_THE_PHONE), f"{name} is too wide"
        assert await self.page.evaluate(BROKEN_CLOCKS) == [], name


@asynccontextmanager
async def open_phone(office: Office) -> AsyncIterator[Phone]:
    """Nothing may fail on its pages meanwhile."""
    pictures = os.environ.get("DALIL_PICTURES")
    async with TestServer(office.site) as server, chromium() as browser:
        page = await browser.new_page(viewport=SMALL_PHONE)
        faults: list[str] = []
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on("console", lambda told: faults.append(told.text) if _is_fault(told) else None)
        yield Phone(
            page, str(server.make_url("")).rstrip("/"), Path(pictures) if pictures else None
        )
    assert faults == []


def _is_fault(told: ConsoleMessage) -> bool:
    """A refused form is an answer like others; a style or script that the policy stops is not."""
    return told.type == "error" and not told.text.startswith("Failed to load resource")
