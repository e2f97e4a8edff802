"""When is each job done? APScheduler is a clock here; what is due stands in the tables.

So a restart forgets nothing, and a job that was missed finds the same work a moment later.
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

from bot.clock import Clock
from bot.database.transaction import Executor, Sql, Transaction

log = structlog.get_logger(__name__)

GRACE_S = 5.0
WATCH_EVERY_S = 1.0
JUMP_S = 5.0


@dataclass(frozen=True, slots=True)
class Job:
    """Something done again and again.

    `once`: by one process only in each stretch of `every`, and if it fails, in the next stretch.
    `at_start`: by each process when it begins, too. `first_after`: so long after the start for the
    first time; without it, after `every`.
    """

    name: str
    every: timedelta
    do: Callable[[], Awaitable[object]]
    once: bool = False
    at_start: bool = False
    first_after: timedelta | None = None


class Scheduler:
    """Does its jobs from `start` to `stop`; one that fails is logged, and done next time."""

    def __init__(self, executor: Executor, jobs: Sequence[Job], clock: Clock) -> None:
        self._executor = executor
        self._jobs = tuple(jobs)
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
        for job in self._jobs:
            self._scheduler.add_job(self._on_time, _trigger(job), args=(job,))
        self._scheduler.start()
        self._watch = asyncio.create_task(self._keep_to_the_clock())
        for job in self._jobs:
            if job.at_start:
                self._begin(replace(job, once=False))

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
        """Have this job done now; once more afterwards, if it is being done at this moment."""
        if name in self._running:
            self._again.add(name)
        elif self._scheduler.running:
            self._begin(next(job for job in self._jobs if job.name == name))

    async def do(self, job: Job) -> bool:
        """Do it now; False when another process does it, or it failed."""
        try:
            if job.once and not await self._is_ours(job):
                return False
            await job.do()
        except Exception as error:
            log.error("job_failed", job=job.name, error=type(error).__name__)
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

    async def _on_time(self, job: Job) -> None:
        if job.name not in self._running:
            # The clock may give up waiting; the job itself goes on.
            await asyncio.shield(self._begin(job))

    def _begin(self, job: Job) -> asyncio.Task[None]:
        # A clean context: a task begun within somebody's transaction would join it.
        task = asyncio.create_task(self._do(job), context=contextvars.Context())
        self._running[job.name] = task
        task.add_done_callback(lambda _: self._running.pop(job.name))
        return task

    async def _do(self, job: Job) -> None:
        await self.do(job)
        while job.name in self._again:
            self._again.discard(job.name)
            await self.do(job)

    async def _is_ours(self, job: Job) -> bool:
        now = self._clock()
        return await self._executor.run(lambda: take_slot(job.name, slot_of(now, job.every), now))


def _trigger(job: Job) -> IntervalTrigger:
    first = None if job.first_after is None else datetime.now(UTC) + job.first_after
    return IntervalTrigger(seconds=job.every.total_seconds(), start_date=first)


def slot_of(moment: datetime, every: timedelta) -> str:
    """The stretch of time a moment lies in, the same for every process: "2026-11-23T18:00:00Z"."""
    length = int(every.total_seconds())
    start = int(moment.timestamp()) // length * length
    return datetime.fromtimestamp(start, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def take_slot(job: str, slot: str, now: datetime) -> Transaction[bool]:
    """Whether this job is ours in this slot: the first to ask has it."""
    rows = yield Sql(
        "INSERT INTO job_run (job, slot, ran_at) VALUES (?, ?, ?)"
        " ON CONFLICT (job, slot) DO NOTHING RETURNING id",
        (job, slot, now),
    )
    return bool(rows)
