"""A hundred people who write by SMS and wait for each answer, and the provider between them."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import itertools
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from aiohttp import ClientSession, web

ACCOUNT = "AC" + "0" * 32
TOKEN = "benchmark-token"
OUR_NUMBER = "+15005550006"
PUBLIC_URL = "https://dalil.example.org"
CONVERSATION = ("Bonjour", "1", "medecin tabarka", "1", "menu", "1")
PATIENCE_SECONDS = 20.0


@dataclass
class Provider:
    """Takes what the service sends, and tells the person who waits for it."""

    waiting: dict[str, asyncio.Future[None]] = field(default_factory=dict)
    taken: int = 0

    def application(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/2010-04-01/Accounts/{account}/Messages.json", self._take)
        return app

    async def _take(self, request: web.Request) -> web.Response:
        form = await request.post()
        self.taken += 1
        answered = self.waiting.pop(str(form["To"]), None)
        if answered and not answered.done():
            answered.set_result(None)
        return web.json_response({"sid": f"SM{self.taken:032x}", "status": "queued"}, status=201)


@dataclass(frozen=True)
class Measured:
    """Answers a second, and how long a person waited for one, in milliseconds."""

    per_second: float
    median_ms: float
    p99_ms: float
    answers: int


async def talk(
    services: Sequence[str], provider: Provider, at_once: int, seconds: float
) -> Measured:
    """`at_once` people hold one conversation after the other, for so many seconds.

    Their messages go to the `services` in turns, as through a load balancer."""
    to_each = itertools.cycle(services)
    waits: list[float] = []
    async with ClientSession() as client:
        end = time.perf_counter() + seconds

        async def one_after_the_other() -> None:
            while time.perf_counter() < end:
                person = new_number()
                for words in CONVERSATION:
                    start = time.perf_counter()
                    await say(client, next(to_each), provider, person, words)
                    waits.append(time.perf_counter() - start)

        start = time.perf_counter()
        await asyncio.gather(*(one_after_the_other() for _ in range(at_once)))
        took = time.perf_counter() - start
    ordered = sorted(waits)
    return Measured(
        per_second=len(waits) / took,
        median_ms=statistics.median(ordered) * 1000,
        p99_ms=ordered[int(len(ordered) * 0.99)] * 1000,
        answers=len(waits),
    )


_PEOPLE = itertools.count(1)
_SIDS = itertools.count(1)


def new_number() -> str:
    """Of somebody who never wrote before."""
    return f"+2162{next(_PEOPLE):07}"


async def say(
    client: ClientSession, service: str, provider: Provider, person: str, words: str
) -> None:
    """Write, and wait until the provider was handed the answer."""
    form = {
        "AccountSid": ACCOUNT,
        "Body": words,
        "From": person,
        "MessageSid": f"SM{next(_SIDS):032x}",
        "NumMedia": "0",
        "To": OUR_NUMBER,
    }
    answered = asyncio.get_running_loop().create_future()
    provider.waiting[person] = answered
    async with client.post(
        f"{service}/sms/twilio", data=form, headers={"X-Twilio-Signature": signature(form)}
    ) as response:
        await response.read()
        if response.status != 200:
            raise RuntimeError(f"a message was answered with {response.status}")
    await asyncio.wait_for(answered, PATIENCE_SECONDS)


def signature(form: dict[str, str]) -> str:
    """What Twilio would put in X-Twilio-Signature."""
    signed = f"{PUBLIC_URL}/sms/twilio" + "".join(key + form[key] for key in sorted(form))
    digest = hmac.new(TOKEN.encode(), signed.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()
