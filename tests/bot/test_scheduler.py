"""Duties: done again and again, once among many processes, and a failing one stops no other."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from bot.database.opening import Database
from bot.operations.scheduler import Duty, Timetable, slot_of
from tests.bot.house import House
from tests.fakes import FixedClock

SOON = timedelta(milliseconds=10)
HOUR = timedelta(hours=1)


async def nothing() -> None:
    return None


async def test_a_duty_is_done_again_and_again_and_a_failing_one_stops_nobody(
    sqlite_database: Database,
) -> None:
    often, done = asyncio.Event(), []

    async def fails() -> None:
        raise RuntimeError

    async def works() -> None:
        done.append(1)
        if len(done) == 3:
            often.set()

    both = (Duty("fails", SOON, fails), Duty("works", SOON, works))
    timetable = Timetable(sqlite_database.lane, both, FixedClock())
    timetable.start()
    await often.wait()
    await timetable.stop()


async def test_some_duties_are_done_at_the_start_by_every_process(database: Database) -> None:
    clock, done = FixedClock(), asyncio.Semaphore(0)

    async def asks() -> None:
        done.release()

    duty = Duty("ask", HOUR, asks, once=True, at_start=True)
    for _ in range(2):
        timetable = Timetable(database.lane, (duty,), clock)
        timetable.start()
        async with asyncio.timeout(20):
            await done.acquire()
        await timetable.stop()


async def test_stopping_waits_for_what_is_being_done(sqlite_database: Database) -> None:
    began, ended = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        began.set()
        await asyncio.sleep(0.1)
        ended.set()

    timetable = Timetable(sqlite_database.lane, (Duty("slow", SOON, slow),), FixedClock())
    timetable.start()
    await began.wait()
    await timetable.stop()
    assert ended.is_set()


async def test_of_many_processes_one_does_what_is_to_be_done_once(database: Database) -> None:
    clock, duty = FixedClock(), Duty("forget", HOUR, nothing, once=True)
    processes = [Timetable(database.lane, (duty,), clock) for _ in range(5)]
    done = await asyncio.gather(*(process.do(duty) for process in processes))
    assert sorted(done) == [False] * 4 + [True]
    clock.forward(HOUR)
    done = await asyncio.gather(*(process.do(duty) for process in processes))
    assert sorted(done) == [False] * 4 + [True]


def test_a_slot_is_the_same_for_everybody_within_it() -> None:
    moment = datetime(2026, 11, 24, 11, 59, 59, tzinfo=UTC)
    assert slot_of(moment, HOUR) == "2026-11-24T11:00:00Z"
    assert slot_of(moment + timedelta(seconds=1), HOUR) == "2026-11-24T12:00:00Z"


async def test_what_is_noted_about_duties_is_not_kept_for_ever(house: House) -> None:
    timetable = Timetable(house.lane, (), house.clock)
    await timetable.do(Duty("forget", HOUR, nothing, once=True))
    assert await house.one("SELECT COUNT(*) FROM job_run") == 1
    house.clock.forward(timedelta(days=3))
    await house.privacy.keep_promises()
    assert await house.one("SELECT COUNT(*) FROM job_run") == 0


async def test_a_woken_duty_is_done_at_once_and_again_if_it_was_being_done(
    sqlite_database: Database,
) -> None:
    goes_on, begun = asyncio.Event(), asyncio.Queue[int]()
    count = 0

    async def slow() -> None:
        nonlocal count
        count += 1
        begun.put_nowait(count)
        await goes_on.wait()

    timetable = Timetable(sqlite_database.lane, (Duty("slow", HOUR, slow),), FixedClock())
    timetable.wake("slow")  # not before the start
    timetable.start()
    timetable.wake("slow")
    assert await begun.get() == 1
    for _times in range(3):
        timetable.wake("slow")
    goes_on.set()
    assert await begun.get() == 2
    await timetable.stop()
    assert begun.empty()
