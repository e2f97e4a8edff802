"""A trainer's journey in a real browser, with the people of the cohort on SMS and on Telegram.

One seat: the first who is invited takes it, the second waits in line, has it when it is given back,
is reminded, told of a moved class, marked as present, and has a certificate whose code the first
sends us, and anybody opens. In Arabic on a small phone with the first on SMS and the second on
Telegram, in French on a large screen the other way round.
"""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, ViewportSize, expect

from bot.documents.drawing import LONGEST_WAIT_S
from flows.engine.text import Text
from flows.training.answer import HOW_TO_ASK
from flows.training.join_cohort import place_in_line
from tests.eventually import eventually
from tests.fakes import FixedClock
from tests.journeys.town import AWA, STAFF, SmsPhone, TelegramPhone, Town, open_town, registers
from tests.journeys.visitor import opened, sign_in
from tests.peers.chromium import chromium
from tests.peers.telegram_emulator import TelegramEmulator
from tests.peers.twilio_api import TwilioApi

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
"""A certificate is drawn in two processes of its own, which a busy machine starts slowly."""

PHONE: ViewportSize = {"width": 360, "height": 640}
DESKTOP: ViewportSize = {"width": 1060, "height": 800}
PICTURES = os.environ.get("DALIL_PICTURES")
NAME = "Bilel بلال"
CODE = r"[A-Z][A-Z0-9]{2}(?:-[A-Z][A-Z0-9]{2}){3}"
COHORT = "/admin/trainings/cohorts/1"
Phone = SmsPhone | TelegramPhone


@pytest.fixture
async def town(
    sqlite_url: str, tmp_path: Path, telegram: TelegramEmulator, twilio: TwilioApi
) -> AsyncIterator[Town]:
    """On one database: what a browser shows does not depend on it."""
    async with open_town(sqlite_url, tmp_path, telegram, twilio, FixedClock()) as opened:
        yield opened


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as launched:
        yield launched


@dataclass(frozen=True, slots=True)
class Trainer:
    """At the pages for staff, in one language."""

    town: Town
    tab: Page
    language: str

    @property
    def title(self) -> str:
        return "السياحة المسؤولة" if self.language == "ar" else "Tourisme responsable"

    @property
    def place(self) -> str:
        return "جندوبة" if self.language == "ar" else "Jendouba"

    @property
    def my_class(self) -> str:
        """What is written to hear of one's classes."""
        said = self.says(HOW_TO_ASK.message)
        return str(re.findall(r": *(\S+)$", said)[0])

    def says(self, message: str) -> str:
        """A sentence of ours without a placeholder, in this language."""
        return self.town.app.translator.phrase(Text(message), self.language)

    async def looks(self, name: str) -> None:
        """Nothing may stick out of the screen sideways."""
        if PICTURES:
            path = Path(PICTURES) / f"training-{name}-{self.language}.png"
            await self.tab.screenshot(path=path, full_page=True)
        assert await self.tab.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        ), name

    async def goes(self, path: str) -> None:
        await self.tab.goto(self.town.url(path))

    async def presses(self, message: str) -> None:
        await self.tab.click(f"button:has-text('{self.says(message)}')")

    async def plans_one_seat(self) -> None:
        """A course, and a cohort of two classes with one seat, open for enrolment."""
        await self.goes("/admin/trainings/courses/new")
        await self.tab.fill("#title_fr", "Tourisme responsable")
        await self.tab.fill("#title_ar", "السياحة المسؤولة")
        await self.tab.select_option("#offer", "responsible_tourism")
        await self.tab.fill("#hours", "6")
        await self.tab.click("button[name=save]")
        await self.goes("/admin/trainings/courses/tourisme-responsable/plan")
        await self.tab.check("#day_Mo")
        told = {"begins": "09:00", "ends": "12:00", "first": "2026-12-07", "last": "2026-12-14"}
        for name, words in {**told, "seats": "1"}.items():
            await self.tab.fill(f"#{name}", words)
        await self.tab.select_option("#place", "jendouba")
        await self.tab.fill("#venue_fr", "Maison des jeunes")
        await self.tab.fill("#venue_ar", "دار الشباب")
        await self.tab.click("button[name=look]")
        await self.looks("plan")
        await self.tab.click("button[name=save]")
        await self.presses("Open enrolment")
        await self.town.app.worlds.refresh()
        await self.town.app.rosters.renew_seats()

    async def registers_at_the_desk(self, number: str) -> None:
        await self.goes("/admin/walk-in")
        await self.tab.select_option("#offer", "responsible_tourism")
        await self.tab.select_option("#place", "jendouba")
        await self.tab.fill("#first_name", "Amal")
        await self.tab.fill("#phone", number)
        await self.tab.check(f"#locale-{self.language}")
        await self.tab.click(".bar button")
        await expect(self.tab.locator(".secret")).to_be_visible()

    async def invites_everybody(self) -> None:
        await self.goes(f"{COHORT}/invite")
        await self.looks("invite")
        await self.tab.click("button[name=send]")
        await expect(self.tab.locator(".rows .badge")).to_have_count(1)

    async def moves_the_first_class(self) -> None:
        """From nine to ten o'clock."""
        await self.goes(COHORT)
        await self.tab.locator("#class-1 a.button.plain").click()
        await self.tab.fill("#begins", "10:00")
        await self.tab.fill("#ends", "13:00")
        await self.tab.click("button[name=save]")
        await expect(self.tab.locator(".told")).to_be_visible()
        await self.town.app.worlds.refresh()
        await self.town.app.class_notices.send_due()

    async def is_there(self, now: datetime) -> None:
        """Some days later no session is left."""
        self.town.clock.now = now
        await sign_in(self.tab, self.town, self.language)

    async def prints_the_certificate(self) -> None:
        await self.goes(f"{COHORT}/certificates")
        await self.tab.fill(".filters input[name=name]", NAME)
        await self.looks("certificates")
        # What a browser shows a PDF in is not ours: the form is sent, and the answer read, instead.
        names = ("form_token", "enrolment", "name")
        fields: dict[str, str | float | bool] = {
            name: await self.tab.input_value(f".filters input[name={name}]") for name in names
        }
        printed = await self.tab.request.post(
            self.tab.url,
            form=fields,
            headers={"Origin": self.town.url("/").rstrip("/")},
            timeout=2 * LONGEST_WAIT_S * 1000,
        )
        assert printed.headers["content-type"] == "application/pdf"

    async def marks_present(self) -> None:
        await self.goes("/admin/trainings/classes/1/attendance")
        await self.tab.check("input[value=present]")
        await self.looks("attendance")
        await self.tab.click("button[name=save]")
        await expect(self.tab.locator(".told")).to_be_visible()


async def told(phone: Phone, words: str) -> str:
    await eventually(lambda: words in phone.got[-1])
    return phone.got[-1]


async def waits_in_line(trainer: Trainer, phone: Phone, words: str) -> None:
    """Whoever asks for a training by its town is told that it is full, and waits in line."""
    await phone.says(words)
    card = await phone.picks(trainer.title)
    assert trainer.says("Full: no seat left.") in card
    await phone.picks(trainer.says("Put me in line for a seat"))
    await phone.picks(trainer.says("I prefer not to say"))
    in_line = await phone.picks(trainer.says("I agree"))
    assert trainer.says("If a seat is free, we ask you here.") in in_line
    place = trainer.town.app.translator.phrase(place_in_line(1, 1), trainer.language)
    assert place in in_line
    assert place in await phone.says(trainer.my_class)


async def journey(trainer: Trainer, first: Phone, second: Phone, words: str) -> None:
    town = trainer.town
    await trainer.invites_everybody()
    await town.sends_what_is_due()
    assert trainer.title in first.got[-1]
    assert "09:00" in await first.picks(trainer.says("Yes, I take it"))
    await town.app.rosters.renew_seats()
    await waits_in_line(trainer, second, words)

    await first.says(trainer.my_class)
    await first.picks(trainer.says("Leave the course"))
    assert trainer.title in await first.picks(trainer.says("The time does not suit me"))
    await town.sends_what_is_due()
    assert trainer.title in second.got[-1]
    assert "09:00" in await second.picks(trainer.says("Yes, I take it"))

    await trainer.is_there(datetime(2026, 12, 6, 8, 30, tzinfo=UTC))
    await town.app.class_notices.send_due()
    await town.sends_what_is_due()
    assert "09:00" in second.got[-1]
    heard = len(first.got), len(second.got)
    await trainer.moves_the_first_class()
    await town.sends_what_is_due()
    assert "10:00" in second.got[-1]
    assert (len(first.got), len(second.got)) == (heard[0], heard[1] + 1)

    await trainer.is_there(datetime(2026, 12, 7, 9, 5, tzinfo=UTC))
    await trainer.marks_present()
    await trainer.is_there(datetime(2026, 12, 14, 12, 30, tzinfo=UTC))
    await trainer.prints_the_certificate()
    await town.sends_what_is_due()
    (code,) = re.findall(CODE, second.got[-1])
    checked = await first.says(code)
    for each in (trainer.says("This certificate is real."), trainer.title, trainer.place):
        assert each in checked
    assert NAME not in checked
    await trainer.goes(f"/c/{code}?lang={trainer.language}")
    await trainer.looks("certificate")
    heading = trainer.tab.get_by_role("heading", level=1)
    await expect(heading).to_have_text(trainer.says("This certificate is real."))
    await expect(trainer.tab.locator("main")).not_to_contain_text(NAME)


async def test_in_arabic_with_a_small_phone_at_the_desk(town: Town, browser: Browser) -> None:
    await town.employs(STAFF, "ar")
    async with opened(browser, town.url("/admin/"), viewport=PHONE) as tab:
        await sign_in(tab, town, "ar")
        trainer, amal, bilel = Trainer(town, tab, "ar"), town.sms(AWA), town.on_telegram()
        await trainer.plans_one_seat()
        await trainer.registers_at_the_desk(AWA)
        await bilel.says("/start")
        await bilel.picks("العربية")
        await journey(trainer, amal, bilel, "تكوين سياحة جندوبة")


async def test_in_french_with_a_large_screen_at_the_desk(town: Town, browser: Browser) -> None:
    await town.employs(STAFF, "fr")
    async with opened(browser, town.url("/admin/"), viewport=DESKTOP) as tab:
        await sign_in(tab, town, "fr")
        trainer, amal, bilel = Trainer(town, tab, "fr"), town.on_telegram(), town.sms(AWA)
        await registers(amal)
        await trainer.plans_one_seat()
        await bilel.says("bonjour")
        await bilel.says("1")
        await journey(trainer, amal, bilel, "formation tourisme jendouba")
