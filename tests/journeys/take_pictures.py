"""Takes the pictures in docs/pictures: real pages, and people and numbers that are made up.

`make pictures`, after a change that can be seen; look at each before it is committed.
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page, ViewportSize

from bot.models.certificates import Certificate
from flows.engine.codes import check_letter
from tests.fakes import FixedClock
from tests.journeys.small_png import shrunk
from tests.journeys.town import BILEL, STAFF, Town, open_town, registers
from tests.journeys.visitor import PLAIN, Visitor, opened, sign_in
from tests.peers.chromium import chromium
from tests.peers.telegram_emulator import running_telegram
from tests.peers.twilio_api import running_twilio

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"
HOSPITAL = "/admin/services/jen-hopital-tabarka"
SMALL: ViewportSize = {"width": 360, "height": 640}
TWO_PHONES: ViewportSize = {"width": 900, "height": 820}
DESK: ViewportSize = {"width": 1060, "height": 800}
CODE = "K7M-X4T-W9C-D3" + check_letter("K7M-X4T-W9C-D3")
LARGEST_BYTES = 100_000


async def take_all() -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with (
            running_telegram() as telegram,
            running_twilio() as twilio,
            open_town(
                f"sqlite://{folder}/dalil.sqlite3", Path(folder), telegram, twilio, FixedClock()
            ) as town,
            chromium() as browser,
        ):
            await town.employs(STAFF, "fr")
            for phone in (town.sms(), town.sms(BILEL), town.sms("+21620000003")):
                await registers(phone)
            await town.on_telegram().says("/start")
            await town.sms(BILEL).says("STOP")
            await at_the_desk(town, browser)
            await on_the_phones(town, browser)
            await check_a_certificate(town, browser)


async def at_the_desk(town: Town, browser: Browser) -> None:
    async with opened(browser, town.url("/admin/"), viewport=DESK, locale="fr-FR") as tab:
        await sign_in(tab, town, "fr")
        # As it is in the starter directory: a picture must not invent a number or a checked date.
        await tab.goto(town.url(f"{HOSPITAL}?section=words&language=fr"))
        await keep(tab, "staff-service", until="[data-sms=fr]")
        await write_a_reminder(tab, town)
        await plan_a_cohort(tab, town)
        await invite_people(tab, town)
    async with opened(browser, town.url("/admin/"), viewport=SMALL) as tab:
        await sign_in(tab, town, "ar")
        await tab.goto(town.url(f"{HOSPITAL}?section=words&language=ar"))
        heading = tab.locator("details:has([data-sms=ar]) h3")
        await heading.evaluate("each => each.closest('details').open = true")
        await heading.evaluate(
            "each => each.scrollIntoView({block: 'center', behavior: 'instant'})"
        )
        await keep(tab, "staff-service-ar-360")
        await tab.goto(town.url("/admin/trainings/cohorts/1"))
        await keep(tab, "cohort-ar-360")


async def write_a_reminder(tab: Page, town: Town) -> None:
    await tab.goto(town.url("/admin/reminders/new"))
    await tab.select_option("#offer", "responsible_tourism")
    await tab.select_option("#place", "jendouba")
    await tab.fill("#title", "Groupe de décembre")
    await tab.fill("#words_fr", "Tourisme responsable : lundi 30 à 9 h, maison des jeunes.")
    await tab.fill("#words_ar", "السياحة المسؤولة: الإثنين 30 على الساعة 9، دار الشباب.")
    await tab.click("button[name=look]")
    await tab.wait_for_selector("[data-people]")
    await keep(tab, "reminder", until=".bar")


async def plan_a_cohort(tab: Page, town: Town) -> None:
    await tab.goto(town.url("/admin/trainings/courses/new"))
    await tab.fill("#title_fr", "Tourisme responsable")
    await tab.fill("#title_ar", "السياحة المسؤولة")
    await tab.select_option("#offer", "responsible_tourism")
    await tab.click("button[name=save]")
    await tab.goto(town.url("/admin/trainings/courses/tourisme-responsable/plan"))
    for name in ("#day_Mo", "#day_We"):
        await tab.check(name)
    told = {"begins": "09:00", "ends": "12:00", "first": "2026-12-07", "last": "2026-12-17"}
    for name, words in told.items():
        await tab.fill(f"#{name}", words)
    await tab.check("#day_Th")
    await tab.select_option("#place", "jendouba")
    await tab.fill("#venue_fr", "Maison des jeunes")
    await tab.fill("#venue_ar", "دار الشباب")
    await tab.click("button[name=look]")
    await tab.evaluate("window.scrollTo({top: 0, behavior: 'instant'})")
    await keep(tab, "cohort-plan", until="#seats")
    await tab.click("button[name=save]")
    await tab.click("button:has-text('Ouvrir les demandes de place')")


async def invite_people(tab: Page, town: Town) -> None:
    """One of the three who wished for it said STOP; one of the invited takes the seat."""
    await town.app.worlds.refresh()
    await tab.set_viewport_size(DESK)
    await tab.goto(town.url("/admin/trainings/cohorts/1/invite"))
    await tab.click("details.more summary")
    await keep(tab, "cohort-invite", until=".bar")
    await tab.click("button[name=send]")
    await tab.wait_for_selector(".told")
    await town.sends_what_is_due()
    await town.sms().picks("Oui, je la prends")
    await tab.set_viewport_size(DESK)
    await tab.goto(town.url("/admin/trainings/cohorts/1/people"))
    await keep(tab, "cohort-people", until=".rows")


async def on_the_phones(town: Town, browser: Browser) -> None:
    async with opened(browser, town.url("/try?lang=ar"), viewport=TWO_PHONES) as tab:
        smart, plain = Visitor(tab), Visitor(tab, PLAIN)
        await smart.says("السلام عليكم")
        await smart.picks("العربية")
        await smart.says("طبيب في طبرقة")
        await smart.picks("المستشفى الجهوي بطبرقة")
        for words in ("السلام عليكم", "2", "طبيب في طبرقة", "1"):
            await plain.says(words)
        await keep(tab, "try-arabic")
    async with opened(browser, town.url("/try?lang=fr"), viewport=SMALL) as tab:
        amal = Visitor(tab)
        await amal.says("bonjour")
        await amal.picks("Français")
        await amal.says("médecin tabarka")
        await amal.picks("Hôpital régional de Tabarka")
        await keep(tab, "try-french-360")


async def check_a_certificate(town: Town, browser: Browser) -> None:
    await Certificate.create(
        code=CODE,
        course_id="tourisme-responsable",
        title='{"fr": "Tourisme responsable", "ar": "السياحة المسؤولة"}',
        place="jendouba",
        finished_on=town.clock().date(),
        hours=60,
        issued_at=town.clock(),
        issued_by=STAFF,
    )
    async with opened(browser, town.url(f"/c/{CODE}?lang=ar"), viewport=SMALL) as tab:
        await keep(tab, "certificate-ar-360")


async def keep(tab: Page, name: str, *, until: str | None = None) -> None:
    """Keep what the window shows; with `until`, a window as tall as the page to that element."""
    await tab.mouse.move(0, 0)
    await tab.evaluate("document.activeElement.blur()")
    if until is not None:
        await show_until(tab, until)
    picture = shrunk(await tab.screenshot(animations="disabled"))
    if len(picture) > LARGEST_BYTES:
        raise ValueError(f"{name} has {len(picture)} bytes: a README should open on a slow line")
    (PICTURES / f"{name}.png").write_bytes(picture)


async def show_until(tab: Page, selector: str) -> None:
    # A bar that sticks to the window's end stands where it belongs only if all is shown.
    height = int(await tab.evaluate("document.documentElement.scrollHeight"))
    await tab.set_viewport_size({"width": DESK["width"], "height": height})
    box = await tab.locator(selector).last.bounding_box()
    assert box is not None, selector
    below = int(box["y"] + box["height"]) + 16
    await tab.set_viewport_size({"width": DESK["width"], "height": below})


if __name__ == "__main__":
    asyncio.run(take_all())
