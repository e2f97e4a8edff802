"""The clock jumps a day ahead, and back: nothing is sent twice, nothing waits for ever."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime, timedelta

import apscheduler.schedulers.base
import apscheduler.triggers.interval
import pytest

from bot.clock import SteadyClock
from bot.database.opening import Database
from bot.inbound.inbox import LEFT_BEHIND
from bot.messages.errors import TryLater
from bot.operations import scheduler
from bot.operations.scheduler import Job, Scheduler
from bot.outbound.claim import LEASE
from bot.outbound.rate_limit import RateLimit
from tests.bot.harness import AWA, BILEL, Harness
from tests.eventually import eventually
from tests.fakes import NOON

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


async def states(app: Harness) -> list[str]:
    rows = await app.rows("SELECT state FROM outbound_message ORDER BY id")
    return [row["state"] for row in rows]


async def test_what_is_on_its_way_is_not_sent_again_when_the_clock_jumps(app: Harness) -> None:
    channel = app.channels["telegram"]
    channel.takes_s = 0.3
    await app.inbox.receive(app.inbound(AWA, "hello"))
    await app.inbox.settled()
    sending = asyncio.create_task(app.outbox.deliver_due())
    await channel.began.wait()
    app.clock.forward(DAY)
    await app.outbox.tidy()
    await sending
    app.clock.forward(-DAY)
    await app.later(LEASE)
    assert app.told(AWA) == ["1: hello"]
    assert await states(app) == ["sent"]


async def test_a_reply_written_by_a_clock_ahead_leaves_when_the_clock_is_right(
    app: Harness,
) -> None:
    app.channels["telegram"].refusals = [TryLater("busy")]
    app.clock.forward(DAY)
    await app.hears(AWA, "hello")
    await app.inbox.receive(app.inbound(BILEL, "hello"))
    await app.inbox.settled()
    app.clock.forward(-DAY)
    await app.later(SECOND)
    assert (app.told(AWA), app.told(BILEL)) == (["1: hello"], ["1: hello"])
    assert await states(app) == ["sent", "sent"]


async def test_what_was_sent_and_asked_for_by_a_clock_ahead_holds_nothing_up(app: Harness) -> None:
    app.outbox._senders["telegram"]._rate_limit = RateLimit(per_second=30, per_chat=1)
    app.clock.forward(DAY)
    await app.hears(AWA, "hello")
    app.channels["telegram"].refusals = [
        TryLater("flood", after=timedelta(minutes=1), everybody=True)
    ]
    await app.hears(BILEL, "hello")
    app.clock.forward(-DAY)
    await app.hears(AWA, "more")
    await app.later(SECOND)
    assert app.told(AWA) == ["1: hello", "2: more"]


async def test_the_lease_of_a_clock_ahead_ends_like_any_other(app: Harness) -> None:
    app.clock.forward(DAY)
    await app.inbox.receive(app.inbound(AWA, "hello"))
    await app.inbox.settled()
    sender = app.outbox._senders["telegram"]
    app.channels["telegram"].takes_s = 3600
    await sender._round()
    # Its process dies, and the next one starts when the clock is right again.
    for task in sender._in_flight:
        task.cancel()
    sender.in_hand.clear()
    app.channels["telegram"].takes_s = 0
    app.clock.forward(-DAY)
    await app.later(SECOND)
    assert await states(app) == ["sending"], "the other process may still be at it"
    await app.later(LEASE)
    assert app.told(AWA) == ["1: hello"]


async def test_a_message_received_by_a_clock_ahead_is_answered(app: Harness) -> None:
    await app.inbox.stop()  # from now on it stores, and answers nothing
    app.clock.forward(DAY)
    await app.inbox.receive(app.inbound(AWA, "hello"))
    app.clock.forward(-DAY)
    app.inbox._stopped = False
    await app.inbox.answer_unanswered(LEFT_BEHIND)
    await app.settle()
    assert app.told(AWA) == ["1: hello"]


async def test_a_reply_just_written_does_not_expire_when_the_clock_jumps_and_comes_back(
    app: Harness,
) -> None:
    elapsed, wall = [0.0], [NOON]
    steady = SteadyClock(lambda: wall[0], lambda: elapsed[0])
    for part in (app.inbox, app.outbox, app.outbox._senders["telegram"]):
        part._clock = steady
    app.channels["telegram"].refusals = [TryLater("busy")]
    await app.hears(AWA, "hello")
    wall[0] += 2 * DAY
    await app.outbox.tidy()
    await app.outbox.deliver_due()
    assert await states(app) == ["queued"]
    wall[0] += timedelta(minutes=1) - 2 * DAY
    elapsed[0] += 60
    await app.outbox.deliver_due()
    assert app.told(AWA) == ["1: hello"]


async def test_what_was_sent_while_the_database_was_away_for_long_is_not_sent_again(
    app: Harness,
) -> None:
    await app.inbox.receive(app.inbound(AWA, "hello"))
    await app.inbox.settled()
    sender = app.outbox._senders["telegram"]
    await sender._round()
    await asyncio.wait(sender._in_flight)
    # Another replica tidies first, and knows nothing of what is remembered here.
    sender.in_hand.clear()
    app.clock.forward(LEASE)
    await app.outbox.tidy()
    assert await states(app) == ["queued"]
    await app.outbox.deliver_due()
    assert app.told(AWA) == ["1: hello"]
    assert await states(app) == ["sent"]


class Wall(datetime):
    """The time of day, as far as APScheduler can see."""

    ahead = timedelta()

    @classmethod
    def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
        return datetime.now(tz) + cls.ahead  # type: ignore[arg-type]


async def test_duties_go_on_when_the_clock_is_set_back_a_day(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apscheduler.schedulers.base, "datetime", Wall)
    monkeypatch.setattr(apscheduler.triggers.interval, "datetime", Wall)
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + Wall.ahead.total_seconds())
    monkeypatch.setattr(scheduler, "WATCH_EVERY_S", 0.05)
    done: list[int] = []

    async def do() -> None:
        done.append(1)

    monkeypatch.setattr(Wall, "ahead", DAY)
    jobs = Scheduler(
        sqlite_database.executor, [Job("look", timedelta(seconds=0.05), do)], lambda: NOON
    )
    jobs.start()
    await eventually(lambda: done)
    monkeypatch.setattr(Wall, "ahead", timedelta())
    await asyncio.sleep(0.2)
    done.clear()
    await eventually(lambda: len(done) > 1)
    await jobs.stop()
