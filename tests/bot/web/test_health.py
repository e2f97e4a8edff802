"""/readyz says what somebody has to look after: who waits, and who does not know us any more."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer, unused_port

from bot.broadcasts.audience import Audience
from bot.broadcasts.reminders import Draft
from bot.channels.all_settings import load_settings
from bot.messages.errors import TryLater
from bot.operations.provider_health import ProviderHealth, checks_of
from bot.web.health import TOO_LONG, routes
from tests.bot.harness import AWA, SEWING, Harness
from tests.fakes import FixedClock
from tests.peers.android_gateway import PASSWORD, USER, AndroidGateway, running_gateway

SECOND = timedelta(seconds=1)


async def asked(
    app: Harness, providers: dict[str, str] | None = None
) -> tuple[int, dict[str, Any]]:
    site = web.Application()
    channels = list(app.channels)
    site.add_routes(routes(app.executor, channels, app.clock, lambda: providers or {}))
    async with TestClient(TestServer(site)) as client:
        answer = await client.get("/readyz")
        return answer.status, await answer.json()


async def test_ready_while_nobody_waits(app: Harness) -> None:
    await app.hears(AWA, "hello")
    status, told = await asked(app, {"twilio": "no answer"})
    assert (status, told["status"]) == (200, "ready")
    assert (told["oldest_unanswered_s"], told["oldest_due_s"]) == (0, 0)


async def test_a_reply_that_does_not_leave_is_told(app: Harness) -> None:
    await app.inbox.receive(app.inbound(AWA, "hello"))
    await app.inbox.settled()
    app.clock.forward(TOO_LONG - SECOND)
    assert (await asked(app))[0] == 200
    app.clock.forward(SECOND)
    status, told = await asked(app)
    assert (status, told["status"]) == (503, "replies are not sent")
    assert told["oldest_due_s"] == TOO_LONG.total_seconds()
    await app.settle()
    assert (await asked(app))[0] == 200


async def test_a_reply_that_waits_for_its_next_attempt_is_not_late(app: Harness) -> None:
    app.channels["telegram"].refusals = [TryLater("down", timedelta(minutes=10))]
    await app.hears(AWA, "hello")
    app.clock.forward(timedelta(minutes=9))
    assert (await asked(app))[1]["oldest_due_s"] == 0


async def test_a_long_broadcast_is_told_and_no_fault(app: Harness) -> None:
    await app.hears(AWA, "speak fr", f"wish {SEWING}")
    await app.reminders.schedule(Draft("t", Audience(SEWING), {"fr": "lundi"}, "trainer"))
    await app.reminders.send_due()
    app.clock.forward(timedelta(hours=1))
    status, told = await asked(app)
    assert (status, told["oldest_due_reminder_s"]) == (200, 3600)


async def test_a_provider_that_refuses_us_is_told(app: Harness) -> None:
    status, told = await asked(app, {"telegram": "refused", "android": "silent", "twilio": "ok"})
    assert (status, told["status"]) == (503, "telegram: refused, android: silent")


@pytest.fixture
async def gateway() -> AsyncIterator[AndroidGateway]:
    async with running_gateway() as gateway:
        yield gateway


def watch_over(url: str, clock: FixedClock, user: str = USER) -> ProviderHealth:
    told = {"android_sms_url": url, "android_sms_user": user, "android_sms_password": PASSWORD}
    told |= {"android_sms_signing_key": "key"}
    settings = load_settings(None, told)
    return ProviderHealth(checks_of(settings), clock)


async def test_a_phone_is_watched(gateway: AndroidGateway) -> None:
    now = datetime.now(UTC)
    clock = FixedClock(now)
    watch = watch_over(gateway.url, clock)
    assert watch.states == {"android": "not asked yet"}
    gateway.devices = [{"id": "D1", "lastSeen": now.isoformat()}]
    await watch.look()
    assert watch.states == {"android": "ok"}
    clock.forward(timedelta(hours=1))
    await watch.look()
    assert watch.states == {"android": "silent"}
    stranger = watch_over(gateway.url, clock, user="SOMEBODY")
    await stranger.look()
    assert stranger.states == {"android": "refused"}


async def test_a_provider_that_is_away_is_not_one_that_refuses() -> None:
    watch = watch_over(f"http://127.0.0.1:{unused_port()}", FixedClock())
    await watch.look()
    assert watch.states == {"android": "no answer"}


def test_nobody_is_asked_who_is_not_set_up() -> None:
    settings = load_settings(None)
    assert checks_of(settings) == {}
