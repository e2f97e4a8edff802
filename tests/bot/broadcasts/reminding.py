"""People who registered for sewing, and a reminder for them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from bot.broadcasts.audience import Audience
from bot.broadcasts.reminders import Draft
from tests.bot.harness import SEWING, Harness

CLARA = "+21620000003"
HOUR = timedelta(hours=1)
SEWERS = Audience(offer=SEWING)
TEXTS = {"fr": "La couture commence lundi.", "ar": "تبدأ الخياطة يوم الاثنين."}
HINT_FR = "STOP"


def draft(texts: Mapping[str, str] = TEXTS, audience: Audience = SEWERS) -> Draft:
    return Draft("Sewing", audience, texts, "trainer")


async def registered(
    app: Harness,
    address: str,
    locale: str = "fr",
    *,
    offer: str = SEWING,
    channel: str = "telegram",
) -> None:
    await app.hears(address, f"speak {locale}", f"wish {offer}", channel=channel)
    app.channels[channel].sent.clear()


async def sent_now(app: Harness, what: Draft) -> int:
    reminder = await app.reminders.schedule(what)
    await app.reminders.send_due()
    await app.settle()
    return reminder


async def queued(app: Harness) -> int:
    return int(await app.one("SELECT COUNT(*) FROM outbound_message WHERE kind = 'reminder'"))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
