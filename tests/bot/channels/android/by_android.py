"""The channel by a phone with a SIM, and the ways its tests reach it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from bot.channels.android.channel import AndroidSms
from bot.messages.message import OutboundMessage, Rendered
from tests.fakes import FixedClock
from tests.peers.android_gateway import PASSWORD, SIGNING_KEY, USER, AndroidGateway

PERSON = "+21620000001"
TO = OutboundMessage(PERSON, Rendered("Centre Amal\n71600111"))
KEY = SIGNING_KEY.encode()


def channel_of(api_url: str = "http://127.0.0.1:9", **more: Any) -> AndroidSms:
    told = {"clock": FixedClock(), "country": "TN", **more}
    return AndroidSms(api_url, told.pop("user", USER), PASSWORD, SIGNING_KEY, **told)


@asynccontextmanager
async def sending(gateway: AndroidGateway, **more: Any) -> AsyncIterator[AndroidSms]:
    channel = channel_of(gateway.url, **more)
    try:
        yield channel
    finally:
        await channel.stop()
