"""A hundred people who write and wait for each answer, whatever the way they write by."""

from __future__ import annotations

import asyncio
import itertools
import statistics
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from aiohttp import ClientSession, web

if TYPE_CHECKING:
    from benchmarks.services import Service

PUBLIC_URL = "https://dalil.example.org"
PATIENCE_SECONDS = 20.0
PRESS = "<the first button>"
"""What somebody does instead of writing words, where the answer has buttons."""


@dataclass
class Provider(ABC):
    """Takes what the service sends, and tells the person who waits for it."""

    conversation: ClassVar[Sequence[str]]

    waiting: dict[str, asyncio.Future[None]] = field(default_factory=dict)
    taken: int = 0

    @abstractmethod
    def application(self) -> web.Application:
        """What the service under test calls."""

    @abstractmethod
    def settings_at(self, url: str) -> dict[str, str]:
        """Of a Dalil that works with this provider, where `application` is served at `url`."""

    @abstractmethod
    def new_person(self) -> str:
        """Somebody who never wrote before."""

    @abstractmethod
    async def write(self, client: ClientSession, service: str, person: str, words: str) -> None:
        """Hand what a person does to the service's webhook."""

    async def say(self, client: ClientSession, service: str, person: str, words: str) -> None:
        """Write, and wait until the provider was handed the answer."""
        answered = self.waiting[person] = asyncio.get_running_loop().create_future()
        await self.write(client, service, person, words)
        async with asyncio.timeout(PATIENCE_SECONDS):
            await answered

    def handed_over(self, person: str) -> None:
        """An answer to this person has come."""
        self.taken += 1
        answered = self.waiting.pop(person, None)
        if answered and not answered.done():
            answered.set_result(None)


@dataclass(frozen=True)
class Measured:
    """Answers a second, how long a person waited for one, and what each cost the service.

    `cpu_ms`: of its processes, in milliseconds of processor an answer."""

    per_second: float
    median_ms: float
    p95_ms: float
    p99_ms: float
    cpu_ms: float
    answers: int


async def talk(
    services: Sequence[Service], provider: Provider, at_once: int, seconds: float
) -> Measured:
    """`at_once` people hold one conversation after the other, for so many seconds.

    Their messages go to the `services` in turns, as through a load balancer."""
    to_each = itertools.cycle([service.url for service in services])
    waits: list[float] = []
    async with ClientSession() as client:
        end = time.perf_counter() + seconds

        async def one_after_the_other() -> None:
            while time.perf_counter() < end:
                person = provider.new_person()
                for words in provider.conversation:
                    start = time.perf_counter()
                    await provider.say(client, next(to_each), person, words)
                    waits.append(time.perf_counter() - start)

        start, spent = time.perf_counter(), _cpu_seconds(services)
        await asyncio.gather(*(one_after_the_other() for _ in range(at_once)))
        took, spent = time.perf_counter() - start, _cpu_seconds(services) - spent
    ordered = sorted(waits)
    return Measured(
        per_second=len(waits) / took,
        median_ms=statistics.median(ordered) * 1000,
        p95_ms=ordered[int(len(ordered) * 0.95)] * 1000,
        p99_ms=ordered[int(len(ordered) * 0.99)] * 1000,
        cpu_ms=spent / len(waits) * 1000,
        answers=len(waits),
    )


def _cpu_seconds(services: Sequence[Service]) -> float:
    return sum(service.cpu_seconds for service in services)
