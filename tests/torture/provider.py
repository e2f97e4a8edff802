"""What was a provider really handed, by which life of which process, and in which order?

Twilio, as far as sending needs it. It lives in the process that kills, so it forgets nothing.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web
from aiohttp.test_utils import TestServer


@dataclass(frozen=True, slots=True)
class Handed:
    """One message taken. `life`: of the process that handed it over; `at`: monotonic seconds."""

    life: str
    to: str
    words: str
    sid: str
    at: float


class Provider:
    """`handed` is in the order of arrival. A process finds it at `url_for` its own life.

    While it `hangs` it takes nothing and answers nobody; `asked` counts the calls."""

    def __init__(self, chance: random.Random) -> None:
        self.handed: list[Handed] = []
        self.hangs = False
        self.asked = 0
        self._chance = chance
        app = web.Application()
        app.router.add_post("/{life}/2010-04-01/Accounts/{account}/Messages.json", self._take)
        app.router.add_get("/{life}/2010-04-01/{resource:.*}", _knows_nothing_more)
        self.server = TestServer(app, host="127.0.0.1")

    def url_for(self, life: str) -> str:
        return str(self.server.make_url(f"/{life}"))

    def words_to(self, number: str) -> list[str]:
        return [each.words for each in self.handed if each.to == number]

    async def _take(self, request: web.Request) -> web.Response:
        form = await request.post()
        self.asked += 1
        if self.hangs:
            await asyncio.sleep(3600)
        sid = f"SM{len(self.handed) + 1:032x}"
        life = request.match_info["life"]
        self.handed.append(Handed(life, str(form["To"]), str(form["Body"]), sid, time.monotonic()))
        # Taken, and its answer is on the way: a kill now finds a message sent and not recorded.
        await asyncio.sleep(self._chance.uniform(0.001, 0.03))
        return web.json_response({"sid": sid, "status": "queued"}, status=201)


async def _knows_nothing_more(_request: web.Request) -> web.Response:
    """The account is well, and its list of messages is empty."""
    return web.json_response({"status": "active", "messages": [], "next_page_uri": None})


@asynccontextmanager
async def running_provider(chance: random.Random) -> AsyncIterator[Provider]:
    provider = Provider(chance)
    await provider.server.start_server()
    try:
        yield provider
    finally:
        await provider.server.close()
