"""The clock jumps a day ahead, and back: nothing is sent twice, nothing waits for ever."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime, timedelta

import apscheduler.schedulers.base
import apscheduler.triggers.interval
import pytest

from bot.channels.base import TryLater
from bot.database.opening import Database
from bot.inbound.inbox import LEFT_BEHIND
from bot.operations import scheduler
from bot.operations.clock import SteadyClock
from bot.operations.scheduler import Duty, Timetable
from bot.outbound.claim import LEASE
from bot.outbound.rate_limit import Pace
from tests.bot.house import AWA, BILEL, House
from tests.eventually import eventually
from tests.fakes import NOON

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


async def states(house: House) -> list[str]:
    rows = await house.rows("SELECT state FROM outbound_message ORDER BY id")
    return [row["state"] for row in rows]


async def test_what_is_on_its_way_is_not_sent_again_when_the_clock_jumps(house: House) -> None:
    channel = house.channels["telegram"]
    channel.takes_s = 0.3
    await house.inbox.receive(house.incoming(AWA, "hello"))
    await house.inbox.settled()
    sending = asyncio.create_task(house.outbox.deliver_due())
    await channel.began.wait()
    house.clock.forward(DAY)
    await house.outbox.tidy()
    await sending
    house.clock.forward(-DAY)
    await house.later(LEASE)
    assert house.told(AWA) == ["1: hello"]
    assert await states(house) == ["sent"]


async def test_a_reply_written_by_a_clock_ahead_leaves_when_the_clock_is_right(
    house: House,
) -> None:
    house.channels["telegram"].refusals = [TryLater("busy")]
    house.clock.forward(DAY)
    await house.hears(AWA, "hello")
    await house.inbox.receive(house.incoming(BILEL, "hello"))
    await house.inbox.settled()
    house.clock.forward(-DAY)
    await house.later(SECOND)
    assert (house.told(AWA), house.told(BILEL)) == (["1: hello"], ["1: hello"])
    assert await states(house) == ["sent", "sent"]


async def test_what_was_sent_and_asked_for_by_a_clock_ahead_holds_nothing_up(house: House) -> None:
    house.outbox._couriers["telegram"]._pace = Pace(per_second=30, per_chat=1)
    house.clock.forward(DAY)
    await house.hears(AWA, "hello")
    house.channels["telegram"].refusals = [
        TryLater("flood", after=timedelta(minutes=1), everybody=True)
    ]
    await house.hears(BILEL, "hello")
    house.clock.forward(-DAY)
    await house.hears(AWA, "more")
    await house.later(SECOND)
    assert house.told(AWA) == ["1: hello", "2: more"]


async def test_the_lease_of_a_clock_ahead_ends_like_any_other(house: House) -> None:
    house.clock.forward(DAY)
    await house.inbox.receive(house.incoming(AWA, "hello"))
    await house.inbox.settled()
    courier = house.outbox._couriers["telegram"]
    house.channels["telegram"].takes_s = 3600
    await courier._round()
    # Its process dies, and the next one starts when the clock is right again.
    for task in courier._in_flight:
        task.cancel()
    courier.in_hand.clear()
    house.channels["telegram"].takes_s = 0
    house.clock.forward(-DAY)
    await house.later(SECOND)
    assert await states(house) == ["sending"], "the other process may still be at it"
    await house.later(LEASE)
    assert house.told(AWA) == ["1: hello"]


async def test_a_message_received_by_a_clock_ahead_is_answered(house: House) -> None:
    await house.inbox.stop()  # from now on it stores, and answers nothing
    house.clock.forward(DAY)
    await house.inbox.receive(house.incoming(AWA, "hello"))
    house.clock.forward(-DAY)
    house.inbox._stopped = False
    await house.inbox.answer_unanswered(LEFT_BEHIND)
    await house.settle()
    assert house.told(AWA) == ["1: hello"]


async def test_a_reply_just_written_does_not_expire_when_the_clock_jumps_and_comes_back(
    house: House,
) -> None:
    elapsed, wall = [0.0], [NOON]
    steady = SteadyClock(lambda: wall[0], lambda: elapsed[0])
    for part in (house.inbox, house.outbox, house.outbox._couriers["telegram"]):
        part._clock = steady
    house.channels["telegram"].refusals = [TryLater("busy")]
    await house.hears(AWA, "hello")
    wall[0] += 2 * DAY
    await house.outbox.tidy()
    await house.outbox.deliver_due()
    assert await states(house) == ["queued"]
    wall[0] += timedelta(minutes=1) - 2 * DAY
    elapsed[0] += 60
    await house.outbox.deliver_due()
    assert house.told(AWA) == ["1: hello"]


async def test_what_was_sent_while_the_database_was_away_for_long_is_not_sent_again(
    house: House,
) -> None:
    await house.inbox.receive(house.incoming(AWA, "hello"))
    await house.inbox.settled()
    courier = house.outbox._couriers["telegram"]
    await courier._round()
    await asyncio.wait(courier._in_flight)
    # Another replica tidies first, and knows nothing of what is remembered here.
    courier.in_hand.clear()
    house.clock.forward(LEASE)
    await house.outbox.tidy()
    assert await states(house) == ["queued"]
    await house.outbox.deliver_due()
    assert house.told(AWA) == ["1: hello"]
    assert await states(house) == ["sent"]


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
    timetable = Timetable(
        sqlite_database.lane, [Duty("look", timedelta(seconds=0.05), do)], lambda: NOON
    )
    timetable.start()
    await eventually(lambda: done)
    monkeypatch.setattr(Wall, "ahead", timedelta())
    await asyncio.sleep(0.2)
    done.clear()
    await eventually(lambda: len(done) > 1)
    await timetable.stop()
