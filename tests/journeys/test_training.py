"""A trainer's journey in a real browser, with the people of the cohort on SMS and on Telegram.

One seat: the first who is invited takes it, the second waits in line, has it when it is given back,
is reminded, told of a moved class, marked as present by the trainer's own SMS, and has a
certificate whose code the first and an employer send us, and anybody opens. Four more come when
there are more seats; afterwards all five are asked what they think of it, and the trainer reads how
many thought what. In Arabic on a small phone with the first on SMS and the second on Telegram, in
French on a large screen the other way round.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import Browser, ViewportSize, expect

from flows.components.training.class_messages import place_in_line
from flows.engine.text import _
from tests.eventually import eventually
from tests.fakes import FixedClock
from tests.journeys.town import AWA, STAFF, SmsPhone, TelegramPhone, Town, open_town, registers
from tests.journeys.trainer import Trainer
from tests.journeys.visitor import opened, sign_in
from tests.peers.chromium import chromium
from tests.peers.telegram_emulator import TelegramEmulator
from tests.peers.twilio_api import TwilioApi

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
"""A certificate is drawn in two processes of its own, which a busy machine starts slowly."""

PHONE: ViewportSize = {"width": 360, "height": 640}
DESKTOP: ViewportSize = {"width": 1060, "height": 800}
NAME = "Bilel بلال"
CODE = r"[A-Z][A-Z0-9]{2}(?:-[A-Z][A-Z0-9]{2}){3}"
OTHERS = [f"+2162000010{number}" for number in range(4)]
DIFFERENT = "Zorglub"
SAMI, EMPLOYER = "+21620000077", "+21620000099"
ROLL = {"ar": ("حاضر ١ ٢ ٥", "حاضر ١ ٢ ٣ ٤ ٥"), "fr": ("tous sauf 3 4", "présents 1 2 3 4 5")}
"""What a trainer writes first, of three; and then of everybody, which is the last word."""
ASKED = {"ar": "شهادة {code}", "fr": "{code}"}
Phone = SmsPhone | TelegramPhone


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


async def takes_a_seat(trainer: Trainer, phone: Phone, words: str) -> None:
    """Whoever comes once there are more seats."""
    await phone.says("bonjour")
    await phone.says({"fr": "1", "ar": "2"}[trainer.language])
    await phone.says(words)
    await phone.picks(trainer.title)
    await phone.picks(trainer.says("I want a seat"))
    await phone.picks(trainer.says("I prefer not to say"))
    assert trainer.title in await phone.picks(trainer.says("I agree"))


async def marks_by_chat(trainer: Trainer) -> None:
    """From the trainer's own phone: the list, who was there, and once more; the trail has both."""
    sami = trainer.town.sms(SAMI)
    await trainer.links(sami)
    listed = await sami.says({"ar": "قائمة", "fr": "liste"}[trainer.language])
    assert [each[:2] for each in listed.splitlines()[1:-1]] == [f"{n} " for n in range(1, 6)]
    first, last = ROLL[trainer.language]
    told = await sami.says(first)
    for label, numbers in (("Was there", "1, 2, 5"), ("Was not there", "3, 4")):
        words = _(f"{label}: {{names}}", names=numbers)
        assert trainer.town.app.translator.phrase(words, trainer.language) in told
    await trainer.sees_marked(3, 2)
    await sami.says(last)
    await trainer.sees_marked(5, 0)
    trail = await trainer.town.rows(
        "SELECT after FROM audit_entry WHERE what = 'marked' ORDER BY id"
    )
    assert [each["after"].count("present") for each in trail] == [3, 2]


async def is_checked(trainer: Trainer, first: Phone, code: str) -> None:
    """Somebody of the course, and by SMS an employer who never wrote before: none hears whose."""
    employer = trainer.town.sms(EMPLOYER)
    for phone, words in ((first, code), (employer, ASKED[trainer.language].format(code=code))):
        checked = await phone.says(words)
        for each in (trainer.says("This certificate is real."), trainer.title, trainer.place):
            assert each in checked
        assert NAME not in checked


async def opinions(trainer: Trainer, second: Phone, others: list[SmsPhone]) -> None:
    """Asked once, three days after the end; five who answered are enough to be counted."""
    town, asks = trainer.town, trainer.says("3 questions, without your name.")
    await trainer.is_there(datetime(2026, 12, 17, 12, 30, tzinfo=UTC))
    for _look in range(2):
        await town.app.class_notices.follow_up()
        await town.sends_what_is_due()
    for phone in (second, *others):
        assert [asks in each for each in phone.got].count(True) == 1
        assert asks in phone.got[-1]
        await phone.picks(trainer.says("Very useful"))
        await town.app.inbox.anonymous.write()
        if phone is not others[-1]:
            shown = await trainer.reads_opinions("opinions-too-few")
            assert not [each for each in shown if trainer.says("Very useful") in each]
    await second.picks(trainer.says("Yes, to everybody"))
    assert trainer.says("Thank you. It helps us to make the next course better.") in (
        await second.says(DIFFERENT)
    )
    await town.app.inbox.anonymous.write()
    useful, recommended = await trainer.reads_opinions("opinions")
    counted = _("{answer}: {n}", answer=_("Very useful"), n=5)
    assert town.app.translator.phrase(counted, trainer.language) in useful
    assert trainer.says("Yes, to everybody") not in recommended
    await expect(trainer.tab.locator("main")).to_contain_text(DIFFERENT)


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
    await trainer.has_more_seats()
    others = [town.sms(number) for number in OTHERS]
    for phone in others:
        await takes_a_seat(trainer, phone, words)

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
    await marks_by_chat(trainer)
    await trainer.is_there(datetime(2026, 12, 14, 12, 30, tzinfo=UTC))
    await trainer.prints_the_certificate(NAME)
    await town.sends_what_is_due()
    (code,) = re.findall(CODE, second.got[-1])
    await is_checked(trainer, first, code)
    await trainer.goes(f"/c/{code}?lang={trainer.language}")
    await trainer.looks("certificate")
    heading = trainer.tab.get_by_role("heading", level=1)
    await expect(heading).to_have_text(trainer.says("This certificate is real."))
    await expect(trainer.tab.locator("main")).not_to_contain_text(NAME)
    await opinions(trainer, second, others)


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
