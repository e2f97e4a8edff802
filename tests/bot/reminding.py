"""People who registered for sewing, and a reminder for them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from bot.broadcasts.audience import Audience
from bot.broadcasts.reminders import Draft
from tests.bot.house import SEWING, House

CLARA = "+21620000003"
HOUR = timedelta(hours=1)
SEWERS = Audience(offer=SEWING)
TEXTS = {"fr": "La couture commence lundi.", "ar": "تبدأ الخياطة يوم الاثنين."}
HINT_FR = "STOP"


def draft(texts: Mapping[str, str] = TEXTS, audience: Audience = SEWERS) -> Draft:
    return Draft("Sewing", audience, texts, "trainer")


async def registered(
    house: House,
    address: str,
    locale: str = "fr",
    *,
    offer: str = SEWING,
    channel: str = "telegram",
) -> None:
    await house.hears(address, f"speak {locale}", f"want {offer}", channel=channel)
    house.channels[channel].sent.clear()


async def sent_now(house: House, what: Draft) -> int:
    reminder = await house.reminders.schedule(what)
    await house.reminders.send_due()
    await house.settle()
    return reminder


async def queued(house: House) -> int:
    return int(await house.one("SELECT COUNT(*) FROM outbound_message WHERE kind = 'reminder'"))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
