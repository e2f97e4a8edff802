"""How are transactions carried out on PostgreSQL? A few at a time, on a pool of their own.

A transaction that says what it is about shares its commit with others that arrived while all
connections were busy: begin and commit then cost each of them a part. One that fails, or two that
stand in each other's way, undo all that share their commit; then each of them is run again alone,
and once more after a conflict, or when the server went away before the commit: that is why a
transaction is given as a factory. As on SQLite, one that was begun ends, even when nobody waits.
"""

from __future__ import annotations

import asyncio
import contextvars
import random
from collections import deque
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import asyncpg

from bot.database.faults import DatabaseBusy, DatabaseClosed, OutcomeUnknown, from_connecting
from bot.database.postgres.shared_commit import DRIVER_ERRORS, carry_out, server_gone
from bot.database.transaction import Transaction
from bot.database.url import PostgresServer

T = TypeVar("T")

POOL_SIZE = 8
ATTEMPTS = 8
TOGETHER = 8


@dataclass(slots=True, eq=False)
class _Job:
    transaction: Callable[[], Transaction[Any]]
    about: Hashable
    future: asyncio.Future[Any]
    attempts: int = 0
    result: Any = None
    error: BaseException | None = None


class PostgresExecutor:
    """Made by `PostgresExecutor.open`; more than the pool's size wait for a free connection."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._waiting: deque[_Job] = deque()
        # What each subject in hand still has to do, one after the other.
        self._behind: dict[Hashable, deque[_Job]] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._pausing: set[asyncio.Task[None]] = set()
        self._closing = False

    @classmethod
    async def open(cls, server: PostgresServer, pool_size: int = POOL_SIZE) -> PostgresExecutor:
        """Connected, with a pool of so many connections."""
        try:
            # The usual reset between borrowers costs as much as a small transaction. Nothing but
            # transactions runs here, and they leave nothing behind.
            pool = await asyncpg.create_pool(
                **server.connect, min_size=1, max_size=pool_size, reset=_leave_as_it_is
            )
        except (asyncpg.PostgresError, OSError) as error:
            raise from_connecting(error) from None
        return cls(pool)

    async def run(
        self,
        transaction: Callable[[], Transaction[T]],
        *,
        brief: bool = False,
        about: Hashable = None,
    ) -> T:
        """The transaction's result, after its commit. Runs the factory again after a conflict."""
        if self._closing:
            raise DatabaseClosed("The database was closed.")
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        job = _Job(transaction, about, future)
        if about is not None and about in self._behind:
            self._behind[about].append(job)
        else:
            self._begin(job)
        return await future

    async def close(self) -> None:
        """End what was begun, then give the connections back to the server."""
        self._closing = True
        while self._workers or self._pausing:
            await asyncio.wait({*self._workers, *self._pausing})
        await self._pool.close()

    def _begin(self, job: _Job) -> None:
        if job.about is not None:
            self._behind.setdefault(job.about, deque())
        self._waiting.append(job)
        if len(self._workers) < self._pool.get_max_size():
            # In a task of its own no cancellation reaches the driver midway, where it would cut the
            # connection and leave open whether the commit arrived.
            worker = asyncio.create_task(self._work(), context=contextvars.Context())
            self._workers.add(worker)
            worker.add_done_callback(self._workers.discard)

    async def _work(self) -> None:
        while self._waiting:
            batch = self._next_batch()
            await self._try(batch)
            failed = batch[0].error
            if len(batch) > 1 and failed is not None and not isinstance(failed, OutcomeUnknown):
                for job in batch:
                    await self._try([job])
            for job in batch:
                self._report(job)
        # Here and not when the task is looked after: whoever was answered just now may already have
        # asked for more, and must not be left to a worker that is on its way out.
        if (worker := asyncio.current_task()) is not None:
            self._workers.discard(worker)

    def _next_batch(self) -> list[_Job]:
        """The next one; if it may share, those behind it that may, too."""
        batch = [self._waiting.popleft()]
        while self._waiting and len(batch) < TOGETHER:
            if batch[-1].about is None or self._waiting[0].about is None:
                break
            batch.append(self._waiting.popleft())
        return batch

    async def _try(self, batch: Sequence[_Job]) -> None:
        error: BaseException | None = None
        results: Sequence[Any] = [None] * len(batch)
        try:
            async with self._pool.acquire() as connection:
                results = await carry_out([job.transaction() for job in batch], connection)
        except DRIVER_ERRORS as no_connection:
            error = server_gone(no_connection, committing=False)
        except Exception as raised:
            error = raised
        for job, result in zip(batch, results, strict=True):
            job.attempts += 1
            job.result, job.error = result, error

    def _report(self, job: _Job) -> None:
        if isinstance(job.error, DatabaseBusy) and job.attempts < ATTEMPTS:
            pause = asyncio.create_task(self._again(job), context=contextvars.Context())
            self._pausing.add(pause)
            pause.add_done_callback(self._pausing.discard)
            return
        behind = self._behind.pop(job.about, None)
        if behind:
            self._behind[job.about] = behind
            self._waiting.append(behind.popleft())
        if job.future.done():  # given up by its caller
            return
        if job.error is not None:
            job.future.set_exception(job.error)
        else:
            job.future.set_result(job.result)

    async def _again(self, job: _Job) -> None:
        # Longer each time and never the same, so that the two do not meet again.
        await asyncio.sleep(0.005 * 2**job.attempts * random.uniform(0.5, 1.5))
        self._begin(job)


async def _leave_as_it_is(_: asyncpg.Connection) -> None:
    return None
