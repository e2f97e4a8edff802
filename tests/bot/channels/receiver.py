"""What takes messages in as the inbox does, and a server for one channel's routes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.base import Channel
from bot.messages.message import InboundMessage
from bot.messages.reports import ProviderEvent


class Receiver:
    """Takes each message in once. Fails as often as it is told to."""

    def __init__(self) -> None:
        self.taken: list[InboundMessage] = []
        self.reports: list[ProviderEvent] = []
        self.failures = 0
        self._changed = asyncio.Condition()

    async def receive(self, inbound: InboundMessage) -> bool:
        async with self._changed:
            self._changed.notify_all()
            if self.failures:
                self.failures -= 1
                raise ConnectionError("the database is down")
            known = {(each.channel, each.provider_id) for each in self.taken}
            new = (inbound.channel, inbound.provider_id) not in known
            if new:
                self.taken.append(inbound)
            return new

    async def report(self, report: ProviderEvent) -> None:
        async with self._changed:
            self._changed.notify_all()
            self.reports.append(report)

    async def wait_for(self, count: int) -> list[InboundMessage]:
        async with asyncio.timeout(20), self._changed:
            await self._changed.wait_for(lambda: len(self.taken) >= count)
        return self.taken


async def served(channel: Channel, receiver: Receiver, port: int | None = None) -> TestServer:
    """The channel's routes on loopback; the caller closes it."""
    app = web.Application()
    app.add_routes(channel.routes(receiver.receive, receiver.report))
    server = TestServer(app, host="127.0.0.1", port=port)
    await server.start_server()
    return server


@asynccontextmanager
async def at_the_webhook(receiver: Receiver, channel: Channel, path: str) -> AsyncIterator[str]:
    """The address at which a provider posts to this channel."""
    server = await served(channel, receiver)
    try:
        yield str(server.make_url(path))
    finally:
        await server.close()
