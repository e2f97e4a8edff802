"""The public pages in a real browser: usable by all, left at once, read without a network."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, BrowserContext, Error, Page

from bot.web.site import make_site
from tests.hsds.api_site import FEED, ApiSite
from tests.peers.axe_rules import grave_faults
from tests.peers.chromium import chromium

pytestmark = pytest.mark.timeout(300)

VIOLENCE = "/s/tn-1899-violence-femmes"
NEUTRAL = "https://www.wikipedia.org/"

PAGES = (
    *("/", "/search?q=docteur&place=tabarka", "/search?q=mon+mari+me+frappe", "/search?q=qwertz"),
    *("/n/health", "/n/health/tabarka?open=1", "/n/women/kairouan", "/p", "/p/tabarka", "/t"),
    *("/p/tabarka/map", "/p/tabarka/leaflet", f"/s/{FEED.key}", f"/s/{FEED.key}/report"),
    *(f"/s/{FEED.key}/report?sent=1", VIOLENCE, "/s/nothing"),
)


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as opened:
        yield opened


@pytest.fixture
async def site(api: ApiSite) -> AsyncIterator[str]:
    async with TestServer(make_site(api.app)) as server:
        yield str(server.make_url("")).rstrip("/")


async def read_in(browser: Browser, site: str, **told: object) -> tuple[BrowserContext, Page]:
    """A phone that asks nobody but us; what it asks of others is a fault at once."""
    context = await browser.new_context(viewport={"width": 360, "height": 640}, **told)  # type: ignore[arg-type]
    page = await context.new_page()
    page.on("request", lambda asked: _ours(asked.url, site))
    return context, page


def _ours(address: str, site: str) -> None:
    assert address.startswith((site, NEUTRAL)), address


@pytest.mark.parametrize(("language", "scheme"), [("ar", "dark"), ("fr", "light")])
async def test_every_page_is_usable_by_all_and_asks_nobody_else(
    browser: Browser, site: str, language: str, scheme: str
) -> None:
    context, page = await read_in(browser, site, color_scheme=scheme)
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda told: said.append(told.text))
    page.on("request", lambda request: asked.append(request.url))
    faults: dict[str, list[str]] = {}
    for path in PAGES:
        joint = "&" if "?" in path else "?"
        await page.goto(f"{site}{path}{joint}lang={language}")
        for each in await page.query_selector_all("details"):
            await each.evaluate("each => each.open = true")
        if found := await grave_faults(page):
            faults[path] = found
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not await page.evaluate(wide), path
    assert faults == {}
    assert [each for each in said if "404" not in each] == []
    assert [each for each in asked if not each.startswith(site)] == []
    await context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_whoever_has_no_mouse_sees_where_they_are(
    browser: Browser, site: str, scheme: str
) -> None:
    context, page = await read_in(browser, site, color_scheme=scheme)
    await page.goto(f"{site}/?lang=fr")
    seen = 0
    for _ in range(14):
        await page.keyboard.press("Tab")
        ring, ground, width = await page.evaluate(RING)
        assert float(width.removesuffix("px")) >= 2
        assert contrast(ring, ground) >= 3, (ring, ground)
        seen += 1
    assert seen == 14
    await context.close()


RING = """() => {
  const at = document.activeElement;
  const style = getComputedStyle(at);
  let under = at.parentElement;
  const clear = "rgba(0, 0, 0, 0)";
  while (under && getComputedStyle(under).backgroundColor === clear) under = under.parentElement;
  const ground = getComputedStyle(under ?? document.body).backgroundColor;
  return [style.outlineColor, ground, style.outlineWidth];
}"""


def contrast(one: str, other: str) -> float:
    """As WCAG measures it, of two colours as browsers tell them."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(each) / 255 for each in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("way", ["button", "key", "no script"])
async def test_a_page_about_violence_is_left_at_once(browser: Browser, site: str, way: str) -> None:
    context, page = await read_in(browser, site, java_script_enabled=way != "no script")
    await context.route(
        f"{NEUTRAL}**", lambda route: route.fulfill(body="<title>Elsewhere</title>")
    )
    await page.goto(f"{site}/p/kairouan?lang=fr")
    await page.goto(f"{site}{VIOLENCE}?lang=fr")
    if way != "no script":
        await page.click("nav [hreflang=ar]")
        await page.wait_for_url("**lang=ar")
    if way == "key":
        for _ in range(3):
            await page.keyboard.press("Escape")
    else:
        await page.click("[data-leave]")
    await page.wait_for_url(NEUTRAL)
    await page.go_back()
    if way == "no script":
        # The browser has no copy: it asks us again.
        assert VIOLENCE in page.url
    else:
        assert page.url == f"{site}/p/kairouan?lang=fr"
    await context.close()


async def test_what_was_read_of_a_town_is_read_again_without_a_network(
    browser: Browser, site: str, api: ApiSite
) -> None:
    context, page = await read_in(browser, site)
    await page.goto(f"{site}/?lang=fr")
    await page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    await page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    read = (f"{site}/p/tabarka?lang=fr", f"{site}/s/{FEED.key}?lang=fr")
    for address in read:
        await page.goto(address)
    for never in (f"{site}{VIOLENCE}?lang=fr", f"{site}/search?lang=fr&q=violence"):
        await page.goto(never)
    await context.set_offline(True)
    for address in read:
        await page.goto(address)
        assert await page.is_visible("h1")
        await page.wait_for_selector("[data-offline]:not([hidden])")
    for never in (f"{site}{VIOLENCE}?lang=fr", f"{site}/search?lang=fr&q=violence"):
        with pytest.raises(Error, match="ERR_"):
            await page.goto(never)
    await context.set_offline(False)
    await page.goto(read[0])
    assert await page.is_hidden("[data-offline]")
    kept = await page.evaluate(KEPT)
    assert any("/p/tabarka" in each for each in kept)
    assert not [each for each in kept if VIOLENCE in each or "/search" in each]
    await context.close()


KEPT = """async () => {
  const names = await caches.keys();
  const all = await Promise.all(names.map(async (n) => (await caches.open(n)).keys()));
  return all.flat().map((each) => each.url);
}"""


@pytest.mark.parametrize(("local", "is_offered"), [("true", True), ("false", False)])
async def test_a_page_is_read_aloud_by_a_voice_that_is_on_the_device(
    browser: Browser, site: str, local: str, is_offered: bool
) -> None:
    context, page = await read_in(browser, site)
    await page.add_init_script(VOICES.replace("LOCAL", local))
    await page.goto(f"{site}/s/{FEED.key}?lang=fr")
    assert await page.is_visible("[data-read]") is is_offered
    if is_offered:
        await page.click("[data-read]")
        spoken = await page.evaluate("() => spoken")
        assert spoken[0] == await page.inner_text("h1")
        assert not [each for each in spoken if "Signaler" in each]
        assert await page.get_attribute("[data-read]", "aria-pressed") == "true"
    await context.close()


VOICES = """
window.spoken = [];
class Saying { constructor(words) { this.text = words; } }
window.SpeechSynthesisUtterance = Saying;
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => [{ lang: "fr-FR", localService: LOCAL }],
  speak: (saying) => window.spoken.push(saying.text),
  cancel: () => {},
  addEventListener: () => {},
} });
"""
