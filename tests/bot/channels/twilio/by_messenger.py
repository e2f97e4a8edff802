"""The channels by WhatsApp and Messenger, and the ways their tests reach them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode

import aiohttp

from bot.channels.twilio.account import TwilioAccount
from bot.channels.twilio.messengers import WHATSAPP, Messenger, TwilioMessenger
from bot.channels.twilio.sms import TwilioSms
from bot.channels.twilio.webhook import SIGNATURE_HEADER, TwilioWebhooks
from bot.messages.message import OutboundMessage, Rendered
from tests.bot.channels.receiver import Receiver, served
from tests.bot.channels.twilio.by_twilio import PUBLIC_URL, signed
from tests.fakes import NOON, FixedClock
from tests.peers.twilio_api import ACCOUNT, TOKEN, TwilioApi

PERSON = "+21620000001"
OUR_NUMBER = "+15005550006"
PAGE = "100000000000001"
HX = "HX" + "a" * 32


def channel_of(
    kind: Messenger = WHATSAPP, api_url: str = "http://127.0.0.1:9", **more: Any
) -> TwilioMessenger:
    account = TwilioAccount(ACCOUNT, [TOKEN], public_url=PUBLIC_URL, api_url=api_url)
    sender = OUR_NUMBER if kind is WHATSAPP else PAGE
    told = {"sender": sender, "clock": FixedClock(), **more}
    return TwilioMessenger(kind, account, TwilioWebhooks(account), **told)


@asynccontextmanager
async def sending(twilio: TwilioApi, **more: Any) -> AsyncIterator[TwilioMessenger]:
    channel = channel_of(api_url=twilio.url, **more)
    try:
        yield channel
    finally:
        await channel.stop()


def outbound(**more: Any) -> OutboundMessage:
    told = {"heard_at": NOON, "reference": "7-5f5e100", **more}
    return OutboundMessage(told.pop("address", PERSON), Rendered("Centre Amal\n71600111"), **told)


async def hears(
    channel: TwilioMessenger | TwilioSms, receiver: Receiver, path: str, **form: str
) -> int:
    """Twilio posts this to `path`, signed; the status of the answer."""
    server = await served(channel, receiver)
    headers = {
        SIGNATURE_HEADER: signed(form, url=PUBLIC_URL + path),
        "Content-Type": "application/x-www-form-urlencoded",
    }
    try:
        async with (
            aiohttp.ClientSession() as client,
            client.post(server.make_url(path), data=urlencode(form), headers=headers) as answer,
        ):
            return answer.status
    finally:
        await server.close()
