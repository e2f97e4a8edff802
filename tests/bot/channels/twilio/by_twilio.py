"""The channel for SMS by Twilio, and the ways its tests reach it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from twilio.request_validator import RequestValidator

from bot.channels.twilio.account import TwilioAccount
from bot.channels.twilio.sms import WEBHOOK_PATH, TwilioSms
from bot.channels.twilio.webhook import TwilioWebhooks
from bot.messages.message import OutboundMessage, Rendered
from tests.peers.twilio_api import ACCOUNT, TOKEN, TwilioApi

PUBLIC_URL = "https://dalil.example.org"
PERSON = "+21620000001"
SAID = {"MessageSid": "SM1", "From": PERSON, "To": "+15005550006", "Body": "طبيب", "NumMedia": "0"}
TO = OutboundMessage(PERSON, Rendered("Centre Amal\n71600111"))


def channel_of(api_url: str = "http://127.0.0.1:9", **more: Any) -> TwilioSms:
    told = {"public_url": PUBLIC_URL, **more}
    sender = {
        name: told.pop(name) for name in ("sender", "messaging_service_sid") if name in told
    } or {"sender": "+15005550006"}
    account = TwilioAccount(ACCOUNT, told.pop("tokens", [TOKEN]), api_url=api_url, **told)
    return TwilioSms(account, TwilioWebhooks(account), **sender)


def signed(
    form: Mapping[str, str], token: str = TOKEN, url: str = PUBLIC_URL + WEBHOOK_PATH
) -> str:
    return str(RequestValidator(token).compute_signature(url, dict(form)))


async def post(url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, str, str]:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    async with (
        aiohttp.ClientSession() as client,
        client.post(url, data=body, headers={**kind, **headers}) as answer,
    ):
        return answer.status, answer.content_type, await answer.text()


@asynccontextmanager
async def sending(twilio: TwilioApi, **more: Any) -> AsyncIterator[TwilioSms]:
    channel = channel_of(twilio.url, **more)
    try:
        yield channel
    finally:
        await channel.stop()
