"""Is everybody answered once: when a webhook is repeated, and when a provider is away?"""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from typing import Any

from bot.channels.telegram.channel import SECRET_HEADER, WEBHOOK_PATH
from tests.eventually import eventually
from tests.journeys.town import SECRET, Town
from tests.peers.telegram_emulator import CHAT, PERSON


async def test_a_repeated_sms_webhook_gets_one_reply(town: Town) -> None:
    awa = town.sms()
    await awa.says("bonjour")
    assert await asyncio.gather(*(awa.repeats() for _again in range(4))) == [200] * 4
    await town.settled()
    assert len(awa.got) == 1


async def test_a_repeated_telegram_update_gets_one_reply(town: Town) -> None:
    async def told() -> int:
        answer = await town.client.post(
            WEBHOOK_PATH, json=update("bonjour"), headers={SECRET_HEADER: SECRET}
        )
        return answer.status

    assert await asyncio.gather(*(told() for _again in range(4))) == [200] * 4
    await town.settled()
    assert len(town.on_telegram().got) == 1


def update(words: str) -> dict[str, Any]:
    message = {"message_id": 1, "date": int(time.time()), "chat": CHAT, "from": PERSON}
    return {"update_id": 77, "message": {**message, "text": words}}


async def test_whoever_is_not_the_provider_is_refused_and_nothing_is_stored(town: Town) -> None:
    forged = await town.client.post(WEBHOOK_PATH, json=update("hi"), headers={SECRET_HEADER: "x"})
    form = {"MessageSid": "SM1", "From": "+21620000001", "Body": "hi"}
    unsigned = await town.client.post("/sms/twilio", data=form)
    assert (forged.status, unsigned.status) == (403, 403)
    assert await town.rows("SELECT id FROM inbound_message") == []
    assert await town.rows("SELECT id FROM contact") == []


async def attempted(town: Town) -> bool:
    """One attempt failed, and the message waits for the next."""
    rows = await town.rows("SELECT attempts, state FROM outbound_message")
    return [(row["attempts"], row["state"]) for row in rows] == [(1, "queued")]


async def test_while_twilio_is_down_the_answer_waits_and_then_arrives_once(town: Town) -> None:
    town.twilio.fail_next(503, "e20503")
    awa = town.sms()
    assert await awa.writes("bonjour") == 200
    await eventually(lambda: attempted(town))
    assert awa.got == []
    town.clock.forward(timedelta(minutes=1))
    town.app.outbox.wake()
    await eventually(lambda: awa.got)
    await town.settled()
    assert len(awa.got) == 1


async def test_while_telegram_is_down_the_answer_waits_and_then_arrives_once(town: Town) -> None:
    town.telegram.fail_next("sendMessage", 502, "Bad Gateway")
    awa = town.on_telegram()
    await town.telegram.says("bonjour")
    await eventually(lambda: attempted(town))
    assert awa.got == []
    town.clock.forward(timedelta(minutes=1))
    town.app.outbox.wake()
    await eventually(lambda: awa.got)
    await town.settled()
    assert len(awa.got) == 1
