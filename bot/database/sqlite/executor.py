"""How are transactions carried out on SQLite? In one thread, many transactions a commit.

A commit waits for the disk, and that costs more than all the statements before it. So what arrives
while one commit runs shares the next. What waits is done in the executor's own thread, and brief
transactions between BEGIN and COMMIT in the loop's. Where one of them fails, all are undone and
each is run again by itself. Nobody hears of a result before the commit that makes it last.
"""

from __future__ import annotations

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from bot.database.faults import DatabaseClosed, from_sqlite
from bot.database.sqlite import file as sqlite_file
from bot.database.transaction import Row, Sql, Transaction
from bot.database.values import as_sqlite

T = TypeVar("T")

BATCH = 100
LOOP_ALIVE_S = 1.0
_DRIVER_ERRORS = (sqlite3.Error, UnicodeEncodeError)


@dataclass(slots=True, eq=False)
class _Job:
    transaction: Callable[[], Transaction[Any]]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    brief: bool
    result: Any = None
    error: BaseException | None = None

    def fail(self, error: BaseException) -> None:
        self.result, self.error = None, error


class _Errand:
    """Something done once, in a loop's thread if that loop runs, else in the one that asks."""

    def __init__(self, do: Callable[[], object]) -> None:
        self._do = do
        self._taken = threading.Lock()
        # Held until it is done: an Event would make two more locks for each transaction.
        self._undone = threading.Lock()
        self._undone.acquire()
        self.error: BaseException | None = None

    def __call__(self) -> None:
        if not self._taken.acquire(blocking=False):
            return
        try:
            self._do()
        except BaseException as error:
            self.error = error
        self._undone.release()

    def run_in(self, loop: asyncio.AbstractEventLoop) -> None:
        try:
            loop.call_soon_threadsafe(self)
        except RuntimeError:  # that loop has ended
            self()
        while not self._undone.acquire(timeout=LOOP_ALIVE_S):
            if not loop.is_running():
                self()


class SqliteExecutor:
    """The message path's own connection. A transaction given up by its caller still ends."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite_file.connect(path)
        self._connection.row_factory = sqlite3.Row
        self._path, self._identity = path, sqlite_file.identity(path)
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._closing = False
        # A daemon, so that a process which dies of an error is not kept alive by its database.
        self._thread = threading.Thread(target=self._work, name="sqlite-executor", daemon=True)
        self._thread.start()

    async def run(
        self,
        transaction: Callable[[], Transaction[T]],
        *,
        brief: bool = False,
        about: Hashable = None,
    ) -> T:
        """The transaction's result, after its commit; the factory may run again if that fails."""
        if self._closing:
            raise DatabaseClosed("The database was closed.")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._jobs.put(_Job(transaction, loop, future, brief))
        return await future

    async def close(self) -> None:
        """End what was asked for before, then the connection and its thread."""
        if not self._closing:
            self._closing = True
            self._jobs.put(None)
        await asyncio.to_thread(self._thread.join)

    # --- from here on in the executor's own thread

    def _work(self) -> None:
        while (batch := self._next_batch()) is not None:
            self._carry_out(batch)
            _report(batch)
        self._connection.close()

    def _next_batch(self) -> list[_Job] | None:
        """What has arrived by now, at least one; None at the end."""
        first = self._jobs.get()
        if first is None:
            return None
        batch = [first]
        while len(batch) < BATCH:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                break
            if job is None:
                self._jobs.put(None)
                break
            batch.append(job)
        return batch

    def _carry_out(self, batch: Sequence[_Job]) -> None:
        if sqlite_file.identity(self._path) != self._identity:
            # Commits would succeed, into a file that nobody will ever open again.
            for job in batch:
                job.fail(
                    DatabaseClosed(
                        "The database file was moved or replaced while the program runs: "
                        "put it back, or start the program again."
                    )
                )
            return
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            for job in batch:
                job.fail(from_sqlite(error))
            return
        try:
            self._steps(batch)
            self._connection.execute("COMMIT")
        except BaseException as error:
            self._undo()
            if len(batch) == 1:
                batch[0].fail(from_sqlite(error) if isinstance(error, _DRIVER_ERRORS) else error)
                return
            for job in batch:
                self._carry_out([job])

    def _steps(self, batch: Sequence[_Job]) -> None:
        """Every transaction. Brief ones in their loop's thread, while this one waits for it.

        Each statement lets go of the interpreter and asks for it again; where both threads want it,
        that costs more than the statement. What can wait (a lock, the disk) stays in this thread.
        """

        def steps() -> None:
            for job in batch:
                job.error = None
                job.result = follow(job.transaction(), self._fetch)

        loop, errand = batch[0].loop, _Errand(steps)
        if all(job.brief and job.loop is loop for job in batch):
            errand.run_in(loop)
        else:
            errand()
        if errand.error is not None:
            raise errand.error

    def _fetch(self, sql: Sql) -> list[Row]:
        return self._connection.execute(sql.text, as_sqlite(sql.values)).fetchall()

    def _undo(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")


def follow(transaction: Transaction[T], fetch: Callable[[Sql], list[Row]]) -> T:
    """Run a transaction to its end, giving it the rows of each statement it yields."""
    try:
        sql = next(transaction)
        while True:
            sql = transaction.send(fetch(sql))
    except StopIteration as end:
        result: T = end.value
        return result
    finally:
        transaction.close()


def _report(batch: Sequence[_Job]) -> None:
    """Wake the callers, once for each loop rather than once for each transaction."""
    loops: dict[asyncio.AbstractEventLoop, list[_Job]] = {}
    for job in batch:
        loops.setdefault(job.loop, []).append(job)
    for loop, jobs in loops.items():
        try:
            loop.call_soon_threadsafe(_resolve, jobs)
        except RuntimeError:  # that loop has ended, and with it everybody who waited
            continue


def _resolve(jobs: Sequence[_Job]) -> None:
    for job in jobs:
        if job.future.done():  # given up by its caller
            continue
        if job.error is not None:
            job.future.set_exception(job.error)
        else:
            job.future.set_result(job.result)
