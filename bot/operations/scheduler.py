"""When is each duty done? APScheduler is a clock here; what is due stands in the tables.

So a restart forgets nothing, and a duty that was missed finds the same work a moment later.
"""

from __future__ import annotations

import asyncio
import contextvars
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.channels.base import Clock
from bot.database.transaction import Lane, Script, Sql

log = structlog.get_logger(__name__)

GRACE_S = 5.0
WATCH_EVERY_S = 1.0
JUMP_S = 5.0


@dataclass(frozen=True, slots=True)
class Duty:
    """Something done again and again.

    `once`: by one process only in each stretch of `every`, and if it fails, in the next stretch.
    `at_start`: by each process when it begins, too.
    """

    name: str
    every: timedelta
    do: Callable[[], Awaitable[object]]
    once: bool = False
    at_start: bool = False


class Timetable:
    """Does its duties from `start` to `stop`; one that fails is logged, and done next time."""

    def __init__(self, lane: Lane, duties: Sequence[Duty], clock: Clock) -> None:
        self._lane = lane
        self._duties = tuple(duties)
        self._clock = clock
        self._running: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._watch: asyncio.Task[None] | None = None
        # A job that is late is still done, once, and never twice at the same time.
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )

    def start(self) -> None:
        """Needs the running loop, and the database open."""
        for duty in self._duties:
            self._scheduler.add_job(self._on_time, _trigger(duty), args=(duty,))
        self._scheduler.start()
        self._watch = asyncio.create_task(self._keep_to_the_clock())
        for duty in self._duties:
            if duty.at_start:
                self._begin(replace(duty, once=False))

    async def stop(self) -> None:
        """Begin nothing more, and let what is being done come to its end."""
        if self._watch is not None:
            self._watch.cancel()
        if self._scheduler.running:
            # `wait=True` would cancel the jobs in the middle of what they do.
            self._scheduler.shutdown(wait=False)
        self._again.clear()
        if self._running:
            _, late = await asyncio.wait(self._running.values(), timeout=GRACE_S)
            for task in late:
                task.cancel()

    def wake(self, name: str) -> None:
        """Have this duty done now; once more afterwards, if it is being done at this moment."""
        if name in self._running:
            self._again.add(name)
        elif self._scheduler.running:
            self._begin(next(duty for duty in self._duties if duty.name == name))

    async def do(self, duty: Duty) -> bool:
        """Do it now; False when another process does it, or it failed."""
        try:
            if duty.once and not await self._is_ours(duty):
                return False
            await duty.do()
        except Exception as error:
            log.error("duty_failed", duty=duty.name, error=type(error).__name__)
            return False
        return True

    async def _keep_to_the_clock(self) -> None:
        """APScheduler waits for a time of day: if the clock is set back a day, it waits a day."""
        while True:
            began, since = time.time(), time.monotonic()
            await asyncio.sleep(WATCH_EVERY_S)
            jumped = time.time() - began - (time.monotonic() - since)
            if abs(jumped) > JUMP_S:
                log.warning("clock_jumped", seconds=round(jumped))
                for job in self._scheduler.get_jobs():
                    job.reschedule(_trigger(job.args[0]))

    async def _on_time(self, duty: Duty) -> None:
        if duty.name not in self._running:
            # The clock may give up waiting; the duty itself goes on.
            await asyncio.shield(self._begin(duty))

    def _begin(self, duty: Duty) -> asyncio.Task[None]:
        # A clean context: a task begun within somebody's transaction would join it.
        task = asyncio.create_task(self._do(duty), context=contextvars.Context())
        self._running[duty.name] = task
        task.add_done_callback(lambda _: self._running.pop(duty.name))
        return task

    async def _do(self, duty: Duty) -> None:
        await self.do(duty)
        while duty.name in self._again:
            self._again.discard(duty.name)
            await self.do(duty)

    async def _is_ours(self, duty: Duty) -> bool:
        now = self._clock()
        return await self._lane.run(lambda: take_slot(duty.name, slot_of(now, duty.every), now))


def _trigger(duty: Duty) -> IntervalTrigger:
    return IntervalTrigger(seconds=duty.every.total_seconds())


def slot_of(moment: datetime, every: timedelta) -> str:
    """The stretch of time a moment lies in, the same for every process: "2026-11-23T18:00:00Z"."""
    length = int(every.total_seconds())
    start = int(moment.timestamp()) // length * length
    return datetime.fromtimestamp(start, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def take_slot(job: str, slot: str, now: datetime) -> Script[bool]:
    """Whether this duty is ours in this slot: the first to ask has it."""
    rows = yield Sql(
        "INSERT INTO job_run (job, slot, ran_at) VALUES (?, ?, ?)"
        " ON CONFLICT (job, slot) DO NOTHING RETURNING id",
        (job, slot, now),
    )
    return bool(rows)
