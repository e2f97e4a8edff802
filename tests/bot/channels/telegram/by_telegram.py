"""The bot on a Telegram that nobody here wrote, and the ways its tests reach it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp.test_utils import unused_port

from bot.channels.telegram.channel import WEBHOOK_PATH, TelegramChannel
from tests.bot.channels.receiver import Receiver, served
from tests.eventually import eventually
from tests.peers.telegram_emulator import TOKEN, TelegramEmulator

SECRET = "only-telegram-knows-this"


@asynccontextmanager
async def polling(telegram: TelegramEmulator, receiver: Receiver) -> AsyncIterator[TelegramChannel]:
    channel = TelegramChannel(TOKEN, api_url=telegram.url, backoff=0.01)
    await channel.start(receiver.receive, receiver.report)
    try:
        yield channel
    finally:
        await channel.stop()


@asynccontextmanager
async def by_webhook(telegram: TelegramEmulator, receiver: Receiver) -> AsyncIterator[str]:
    """A bot with a public address, its webhook set; the address of the webhook."""
    port = unused_port()
    public_url = f"http://127.0.0.1:{port}"
    channel = TelegramChannel(
        TOKEN, api_url=telegram.url, public_url=public_url, webhook_secret=SECRET, backoff=0.01
    )
    server = await served(channel, receiver, port)
    await channel.start(receiver.receive, receiver.report)
    await eventually(lambda: telegram.sent("setWebhook"))
    try:
        yield public_url + WEBHOOK_PATH
    finally:
        await channel.stop()
        await server.close()
