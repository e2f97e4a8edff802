"""Several SMS routes: each keeps a rate limit of its own, and none waits for a slower one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from bot.broadcasts.audience import Audience
from bot.broadcasts.reminders import Draft
from bot.channels.routes import ONE_ROUTE_EACH, Routes
from bot.channels.sms.by_prefix import SmsByPrefix
from bot.channels.sms.prefixes import read_prefixes
from bot.database.opening import Database
from bot.messages.capabilities import BY_SMS
from bot.messages.errors import TryLater
from bot.outbound.rate_limit import RateLimit
from services_directory.values.limits import Limits
from tests.bot import harness
from tests.bot.harness import SEWING, Harness, build_harness
from tests.fakes import RememberingChannel

SECOND = timedelta(seconds=1)
PHONE, OPERATOR = RateLimit(per_second=0.25), RateLimit(per_second=10)
RATE_LIMITS = {"sms:android": PHONE, "sms:kannel": OPERATOR, "sms": OPERATOR}
BY_PREFIX = read_prefixes("+2162=android,*=kannel")
HOME, ABROAD = "+21620000001", "+33600000001"


@dataclass
class Operator:
    """Two replicas of a service that sends by a phone at home, and by a Kannel elsewhere."""

    apps: list[Harness]
    routes: dict[str, RememberingChannel]

    @classmethod
    async def of(
        cls, database: Database, prefixes: dict[str, str], settings: Routes | None = None
    ) -> Operator:
        routes = {name: RememberingChannel("sms", BY_SMS) for name in ("android", "kannel")}
        apps = [
            await build_harness(
                database.executor,
                others={"sms": SmsByPrefix(routes, prefixes)},
                rate_limits=RATE_LIMITS,
                routes=settings or Routes(prefixes=prefixes),
            )
            for _ in range(2)
        ]
        apps[1].numbers = apps[0].numbers
        return cls(apps, routes)

    def sent(self, route: str) -> list[str]:
        return [address for address, _words in self.routes[route].sent]

    async def hears(self, *addresses: str) -> None:
        """Each of them writes; nothing is sent yet."""
        for address in addresses:
            await self.apps[0].inbox.receive(self.apps[0].inbound(address, "hello", "sms"))
        await self.apps[0].inbox.settled()

    async def deliver(self) -> None:
        await asyncio.gather(*(app.outbox.deliver_due() for app in self.apps))

    async def later(self, by: timedelta) -> None:
        for app in self.apps:
            app.clock.forward(by)
        await self.deliver()

    async def broadcast(self, *addresses: str) -> None:
        app = self.apps[0]
        for address in addresses:
            for words in ("speak fr", f"wish {SEWING}"):
                await app.inbox.receive(app.inbound(address, words, "sms"))
        await app.inbox.settled()
        await app.rows(
            "UPDATE outbound_message SET state = 'sent', content_sealed = NULL RETURNING id"
        )
        await app.reminders.schedule(Draft("t", Audience(SEWING), {"fr": "lundi"}, "trainer"))
        assert await app.reminders.send_due() == len(addresses)

    async def close(self) -> None:
        for app in self.apps:
            await app.inbox.stop()
            await app.outbox.stop()


@pytest.fixture(autouse=True)
def _paid_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = Limits(sms_also_to=("*",))
    monkeypatch.setattr(harness, "PROGRAMME", replace(harness.PROGRAMME, limits=limits))


@pytest.fixture
async def operator(database: Database) -> AsyncIterator[Operator]:
    operator = await Operator.of(database, BY_PREFIX)
    yield operator
    await operator.close()


def people(prefix: str, count: int) -> list[str]:
    return [f"{prefix}{number:04}" for number in range(count)]


async def test_a_phone_with_one_sim_slows_down_nobody_but_itself(operator: Operator) -> None:
    # As they wrote, all those at home before the others.
    await operator.broadcast(*people("+2162000", 40), *people("+3360000", 40))
    await operator.deliver()
    for _tenth in range(40):
        await operator.later(SECOND / 10)
    begun = {
        name: int(rate_limit.capacity) - rate_limit.reserve
        for name, rate_limit in RATE_LIMITS.items()
    }
    assert len(operator.sent("kannel")) == 40
    assert len(operator.sent("android")) == begun["sms:android"] + 1
    for _tenth in range(40):
        await operator.later(SECOND / 10)
    assert len(operator.sent("android")) == begun["sms:android"] + 2


async def test_replicas_share_the_pace_of_each_route(operator: Operator) -> None:
    await operator.hears(*people("+2162000", 20), *people("+3360000", 20))
    await operator.deliver()
    assert len(operator.sent("android")) == int(PHONE.capacity)
    assert len(operator.sent("kannel")) == int(OPERATOR.capacity)
    for _tenth in range(8):
        await operator.later(SECOND / 10)
    assert len(operator.sent("kannel")) == int(OPERATOR.capacity) + 8
    assert len(operator.sent("android")) == int(PHONE.capacity)


async def test_a_route_that_is_asked_to_wait_holds_up_no_other(operator: Operator) -> None:
    operator.routes["android"].refusals = [
        TryLater("flood", timedelta(minutes=1), everybody=True),
    ]
    await operator.hears(HOME)
    await operator.deliver()
    await operator.hears(ABROAD, "+21620000002")
    await operator.deliver()
    assert operator.sent("kannel") == [ABROAD]
    await operator.later(timedelta(seconds=59))
    assert operator.sent("android") == []
    await operator.later(31 * SECOND)
    assert sorted(operator.sent("android")) == [HOME, "+21620000002"]


@pytest.mark.parametrize(
    ("before", "after", "route"),
    [
        ("*=kannel", "+2162=android,*=kannel", "android"),
        ("+2162=android,*=kannel", "*=kannel", "kannel"),
        ("+2162=android,*=kannel", "+2162=kannel,*=android", "kannel"),
    ],
)
async def test_what_waits_when_the_settings_change_goes_by_the_new_route(
    database: Database, before: str, after: str, route: str
) -> None:
    old = await Operator.of(database, read_prefixes(before))
    new = await Operator.of(database, read_prefixes(after))
    await old.hears(HOME)
    await new.apps[0].outbox.tidy()
    assert await new.apps[0].one("SELECT route FROM outbound_message") == (
        route if "," in after else ""
    )
    await new.deliver()
    assert new.sent(route) == [HOME]
    # A replica with the old settings is still there for a moment, and queues as it knew.
    await old.hears(HOME)
    await new.apps[0].outbox.tidy()
    await new.later(4 * SECOND)
    assert new.sent(route) == [HOME, HOME]
    for operator in (old, new):
        await operator.close()


async def test_where_there_is_one_route_its_name_is_not_kept(database: Database) -> None:
    operator = await Operator.of(database, {"*": "kannel"}, ONE_ROUTE_EACH)
    await operator.hears(HOME)
    await operator.deliver()
    assert operator.sent("kannel") == [HOME]
    assert await operator.apps[0].rows("SELECT route FROM outbound_message") == [{"route": ""}]
    assert await operator.apps[0].rows("SELECT channel FROM channel_pace") == [{"channel": "sms"}]
    await operator.close()
