"""Jobs: done again and again, once among many processes, and a failing one stops no other."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from bot.database.opening import Database
from bot.operations.scheduler import Job, Scheduler, slot_of
from tests.bot.harness import Harness
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

    both = (Job("fails", SOON, fails), Job("works", SOON, works))
    scheduler = Scheduler(sqlite_database.executor, both, FixedClock())
    scheduler.start()
    await often.wait()
    await scheduler.stop()


async def test_some_duties_are_done_at_the_start_by_every_process(database: Database) -> None:
    clock, done = FixedClock(), asyncio.Semaphore(0)

    async def asks() -> None:
        done.release()

    job = Job("ask", HOUR, asks, once=True, at_start=True)
    for _ in range(2):
        scheduler = Scheduler(database.executor, (job,), clock)
        scheduler.start()
        async with asyncio.timeout(20):
            await done.acquire()
        await scheduler.stop()


async def test_what_is_done_once_an_hour_is_first_done_soon_after_the_start(
    database: Database,
) -> None:
    done = asyncio.Event()

    async def forgets() -> None:
        done.set()

    job = Job("forget", HOUR, forgets, once=True, first_after=SOON)
    scheduler = Scheduler(database.executor, (job,), FixedClock())
    scheduler.start()
    async with asyncio.timeout(20):
        await done.wait()
    await scheduler.stop()


async def test_stopping_waits_for_what_is_being_done(sqlite_database: Database) -> None:
    began, ended = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        began.set()
        await asyncio.sleep(0.1)
        ended.set()

    scheduler = Scheduler(sqlite_database.executor, (Job("slow", SOON, slow),), FixedClock())
    scheduler.start()
    await began.wait()
    await scheduler.stop()
    assert ended.is_set()


async def test_of_many_processes_one_does_what_is_to_be_done_once(database: Database) -> None:
    clock, job = FixedClock(), Job("forget", HOUR, nothing, once=True)
    processes = [Scheduler(database.executor, (job,), clock) for _ in range(5)]
    done = await asyncio.gather(*(process.do(job) for process in processes))
    assert sorted(done) == [False] * 4 + [True]
    clock.forward(HOUR)
    done = await asyncio.gather(*(process.do(job) for process in processes))
    assert sorted(done) == [False] * 4 + [True]


def test_a_slot_is_the_same_for_everybody_within_it() -> None:
    moment = datetime(2026, 11, 24, 11, 59, 59, tzinfo=UTC)
    assert slot_of(moment, HOUR) == "2026-11-24T11:00:00Z"
    assert slot_of(moment + timedelta(seconds=1), HOUR) == "2026-11-24T12:00:00Z"


async def test_what_is_noted_about_duties_is_not_kept_for_ever(app: Harness) -> None:
    scheduler = Scheduler(app.executor, (), app.clock)
    await scheduler.do(Job("forget", HOUR, nothing, once=True))
    assert await app.one("SELECT COUNT(*) FROM job_run") == 1
    app.clock.forward(timedelta(days=3))
    await app.privacy.enforce_retention()
    assert await app.one("SELECT COUNT(*) FROM job_run") == 0


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

    scheduler = Scheduler(sqlite_database.executor, (Job("slow", HOUR, slow),), FixedClock())
    scheduler.wake("slow")  # not before the start
    scheduler.start()
    scheduler.wake("slow")
    assert await begun.get() == 1
    for _times in range(3):
        scheduler.wake("slow")
    goes_on.set()
    assert await begun.get() == 2
    await scheduler.stop()
    assert begun.empty()
