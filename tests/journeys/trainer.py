"""A trainer at the pages for staff, in a real browser."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from playwright.async_api import Page, expect

from bot.documents.drawing import LONGEST_WAIT_S
from flows.engine.text import Text
from flows.training.answer import HOW_TO_ASK
from tests.journeys.town import STAFF, SmsPhone, Town
from tests.journeys.visitor import sign_in

PICTURES = os.environ.get("DALIL_PICTURES")
COHORT = "/admin/trainings/cohorts/1"


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
        await self.tab.select_option("#trainer", STAFF)
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

    async def has_more_seats(self) -> None:
        await self.goes(f"{COHORT}/fields")
        await self.tab.fill("#seats", "5")
        await self.tab.click("button[name=save]")
        await expect(self.tab.locator(".told")).to_be_visible()
        await self.town.app.worlds.refresh()
        await self.town.app.rosters.renew_seats()

    async def is_there(self, now: datetime) -> None:
        """Some days later no session is left."""
        self.town.clock.now = now
        await sign_in(self.tab, self.town, self.language)

    async def prints_the_certificate(self, name: str) -> None:
        await self.goes(f"{COHORT}/certificates")
        form = self.tab.locator(".filters").first
        await form.locator("input[name=name]").fill(name)
        await self.looks("certificates")
        # What a browser shows a PDF in is not ours: the form is sent, and the answer read, instead.
        names = ("form_token", "enrolment", "name")
        fields: dict[str, str | float | bool] = {
            each: await form.locator(f"input[name={each}]").input_value() for each in names
        }
        fields["all_the_same"] = "1"
        printed = await self.tab.request.post(
            self.tab.url,
            form=fields,
            headers={"Origin": self.town.url("/").rstrip("/")},
            timeout=2 * LONGEST_WAIT_S * 1000,
        )
        assert printed.headers["content-type"] == "application/pdf"

    async def links(self, phone: SmsPhone) -> None:
        """Their own phone, by a code that the page gives."""
        await self.goes("/admin/alerts")
        await self.presses("Link a phone")
        await phone.says(await self.tab.locator("[data-code]").inner_text())

    async def sees_marked(self, there: int, missing: int) -> None:
        """On the page, what was marked by chat."""
        await self.goes("/admin/trainings/classes/1/attendance")
        await self.looks("attendance")
        for value, many in (("present", there), ("absent", missing)):
            await expect(self.tab.locator(f"input[value={value}]:checked")).to_have_count(many)

    async def reads_opinions(self, name: str) -> list[str]:
        """What stands below each question."""
        await self.goes(COHORT)
        await self.looks(name)
        return await self.tab.locator("#opinions ~ h3 + .facts").all_inner_texts()
