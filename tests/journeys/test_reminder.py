"""Does a reminder reach who wished for it and agreed, after a restart too, and nobody else?"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.eventually import eventually
from tests.fakes import FixedClock
from tests.journeys.town import BILEL, Town, open_town, registers
from tests.peers.telegram_emulator import TelegramEmulator
from tests.peers.twilio_api import TwilioApi

NEW = "/admin/reminders/new"
WORDS = "Tourisme: lundi 9 h, maison des jeunes de Tabarka."


async def set_for_tomorrow_at_half_past_ten(town: Town) -> str:
    """A trainer writes it on the page; what the page said before it was sent."""
    trainer = await town.signed_in()
    fields = (await trainer.get(NEW)).fields() | {"title": "Tourism 1", "words_fr": WORDS}
    fields |= {"offer": "responsible_tourism", "when": "later", "due_at": "2026-11-25T10:30"}
    seen = await trainer.post(NEW, fields | {"look": "1"})
    page = await trainer.post(NEW, seen.fields() | {"send": "1"})
    assert "It will be sent at the time you set." in page.text
    return seen.text


async def test_set_today_sent_tomorrow_after_a_restart_and_never_to_who_said_stop(
    database_url: str, tmp_path: Path, telegram: TelegramEmulator, twilio: TwilioApi
) -> None:
    clock = FixedClock()
    async with open_town(database_url, tmp_path, telegram, twilio, clock) as town:
        awa, bilel, amal = town.sms(), town.sms(BILEL), town.on_telegram()
        for phone in (awa, bilel, amal):
            await registers(phone)
        await awa.says("STOP")
        seen = await set_for_tomorrow_at_half_past_ten(town)
        assert "2 people" in seen
        assert "1: asked us to stop writing" in seen
        # Somebody may change their mind between the setting and the sending.
        await bilel.says("STOP")
        said_before = len(awa.got), len(bilel.got), len(amal.got)

    clock.forward(timedelta(hours=22, minutes=31))
    async with open_town(database_url, tmp_path, telegram, twilio, clock) as town:
        await town.queues_a_reminder()
        await eventually(lambda: WORDS in amal.got[-1])
        await town.settled()
        assert await town.app.reminders.send_due() == 0
        await town.settled()
    said_after = len(awa.got), len(bilel.got), len(amal.got)
    assert said_after == (said_before[0], said_before[1], said_before[2] + 1)
