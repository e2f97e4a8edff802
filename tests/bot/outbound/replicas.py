"""Several replicas on one database, and one provider, for tests of what they share."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.broadcasts.audience import Audience
from bot.broadcasts.reminders import Draft
from bot.database.opening import Database
from bot.outbound.rate_limit import RateLimit
from tests.bot.harness import SEWING, Harness, build_harness
from tests.fakes import RememberingChannel

SECOND = timedelta(seconds=1)
TEN = RateLimit(per_second=10)


class Replicas:
    """Applications on one database, with one provider that remembers what each of them sent.

    It fails when two messages are on their way to one address at the same time."""

    def __init__(self, apps: list[Harness], provider: RememberingChannel) -> None:
        self.apps = apps
        self.provider = provider
        for app in apps:  # every message with an id of its own
            app.numbers = apps[0].numbers

    @classmethod
    async def of(cls, database: Database, rate_limit: RateLimit = TEN) -> Replicas:
        provider, rate_limits = RememberingChannel(), {"telegram": rate_limit}
        others = {"telegram": provider}
        return cls(
            [
                await build_harness(database.executor, others=others, rate_limits=rate_limits)
                for _ in range(2)
            ],
            provider,
        )

    @property
    def sent(self) -> list[tuple[str, str]]:
        return self.provider.sent

    async def deliver(self) -> None:
        await asyncio.gather(*(app.outbox.deliver_due() for app in self.apps))

    async def later(self, by: timedelta) -> None:
        for app in self.apps:
            app.clock.forward(by)
        await self.deliver()

    async def looking_often(self, seconds: int) -> None:
        for _tenth in range(10 * seconds):
            await self.later(SECOND / 10)

    async def queue(self, people: int) -> None:
        """A reply for each of so many people."""
        app = self.apps[0]
        for number in range(people):
            await app.inbox.receive(app.inbound(f"+2162000{number:04}", "hello"))
        await app.inbox.settled()

    async def broadcast(self, people: int) -> None:
        """A reminder for each of so many people, who have registered before."""
        app = self.apps[0]
        for number in range(people):
            address = f"+2162000{number:04}"
            await app.inbox.receive(app.inbound(address, "speak fr"))
            await app.inbox.receive(app.inbound(address, f"wish {SEWING}"))
        await app.inbox.settled()
        await app.rows(
            "UPDATE outbound_message SET state = 'sent', content_sealed = NULL RETURNING id"
        )
        await app.reminders.schedule(Draft("t", Audience(SEWING), {"fr": "lundi"}, "trainer"))
        assert await app.reminders.send_due() == people
