"""Tortoise's transactions survive whatever is cancelled inside them."""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine, Generator, Iterator
from contextvars import Context
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
from tortoise.exceptions import IntegrityError, OperationalError
from tortoise.transactions import in_transaction

from bot.database.opening import Database, open_database
from bot.models.messages import JobRun
from bot.models.people import Suppression

NOW = datetime(2026, 3, 1, tzinfo=UTC)


async def add_runs(name: str, many: int = 2) -> None:
    async with in_transaction():
        for slot in range(many):
            await JobRun.create(job=name, slot=str(slot), ran_at=NOW)
            await asyncio.sleep(0)


class CancelledAt:
    """Awaits something, and cancels the task when it waits for the nth time."""

    def __init__(self, work: Coroutine[Any, Any, None], nth: int) -> None:
        self.work = work
        self.nth = nth
        self.reached = False

    def __await__(self) -> Generator[Any, None, None]:
        task = asyncio.current_task()
        assert task is not None
        steps = self.work.__await__()
        thrown: BaseException | None = None
        for number in count():
            try:
                waited_for = steps.throw(thrown) if thrown else next(steps)
            except StopIteration:
                return
            if number == self.nth:
                self.reached = True
                asyncio.get_running_loop().call_soon(task.cancel)
            thrown = None
            try:
                yield waited_for
            except BaseException as error:
                thrown = error


async def cancelled_everywhere(
    work: Callable[[str], Coroutine[Any, Any, None]],
) -> AsyncIterator[str]:
    """Do the same again and again, cancelled at its first await, its second … until its last."""

    async def attempt(cancelled: CancelledAt) -> None:
        await cancelled

    for nth in count():
        name = f"cancelled at {nth}"
        cancelled = CancelledAt(work(name), nth)
        task = asyncio.create_task(attempt(cancelled))
        await asyncio.wait([task], timeout=20)
        assert task.done(), f"hangs when it is {name}"
        yield name
        if not cancelled.reached:
            break


@pytest.fixture
async def narrow(database_url: str) -> AsyncIterator[Database]:
    """A database with a single connection: it cannot do without one that was never given back."""
    opened = await open_database(database_url, pool_size=1)
    yield opened
    await opened.close()


@pytest.mark.usefixtures("narrow")
async def test_a_transaction_may_be_cancelled_at_every_await() -> None:
    rounds = 0
    async for name in cancelled_everywhere(add_runs):
        assert await JobRun.filter(job=name).count() in (0, 2), "a transaction was stored in half"
        await asyncio.wait_for(add_runs(f"after {name}"), timeout=20)
        rounds += 1
    assert rounds > 5
    assert await JobRun.filter(job__startswith="after").count() == 2 * rounds


async def add_many_at_once(name: str) -> None:
    await JobRun.bulk_create(JobRun(job=name, slot=str(n), ran_at=NOW) for n in range(50))


@pytest.mark.usefixtures("narrow")
async def test_many_rows_at_once_may_be_cancelled_at_every_await() -> None:
    async for name in cancelled_everywhere(add_many_at_once):
        await asyncio.wait_for(add_runs(f"after {name}"), timeout=20)
        assert await JobRun.filter(job=name).count() in (0, 50)


async def add_around_an_inner_one(name: str) -> None:
    async with in_transaction():
        await JobRun.create(job=name, slot="outer", ran_at=NOW)
        await add_runs(f"{name} inner")


@pytest.mark.usefixtures("narrow")
async def test_a_transaction_with_one_inside_may_be_cancelled_at_every_await() -> None:
    async for name in cancelled_everywhere(add_around_an_inner_one):
        stored = await JobRun.filter(job__startswith=name).order_by("job", "slot")
        assert len(stored) in (0, 3)
        await asyncio.wait_for(add_runs(f"after {name}"), timeout=20)


async def test_storms_of_cancelled_transactions_leave_the_database_working(
    database: Database,
) -> None:
    chance = random.Random(11)
    for round_ in range(50):
        tasks = [asyncio.create_task(add_runs(f"{round_}-{number}")) for number in range(8)]
        await asyncio.sleep(round_ * 0.0003)
        for task in tasks:
            if chance.random() < 0.7:
                task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert {type(result) for result in results} <= {type(None), asyncio.CancelledError}

    await asyncio.wait_for(asyncio.gather(*(add_runs(f"last {n}") for n in range(8))), timeout=20)
    counts = Counter(run.job for run in await JobRun.all())
    assert set(counts.values()) == {2}, "a transaction was stored in half"


async def test_a_failed_transaction_is_undone_and_the_next_one_works(database: Database) -> None:
    async def fails() -> None:
        async with in_transaction():
            await JobRun.create(job="a", slot="1", ran_at=NOW)
            await JobRun.create(job="a", slot="1", ran_at=NOW)

    for _ in range(15):  # more often than there are connections
        with pytest.raises(IntegrityError):
            await fails()
    await add_runs("last")
    assert await JobRun.all().count() == 2


async def test_a_refused_row_is_not_quoted(database: Database) -> None:
    await Suppression.create(address_hash=b"secret", stopped_at=NOW)
    with pytest.raises(IntegrityError) as caught:
        await Suppression.create(address_hash=b"secret", stopped_at=NOW)
    assert "secret" not in str(caught.value)
    assert b"secret".hex() not in str(caught.value)


@pytest.fixture
def another_writer(sqlite_url: str) -> Iterator[None]:
    """A second process that writes to the same file, again and again."""
    other = subprocess.Popen(
        [sys.executable, "-c", _WRITES_ON_AND_ON, sqlite_url.removeprefix("sqlite://")],
        stdout=subprocess.PIPE,
    )
    assert other.stdout is not None
    other.stdout.readline()
    yield
    other.kill()
    other.communicate()


_WRITES_ON_AND_ON = """
import sqlite3, sys, time
other = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=10)
print("ready", flush=True)
for number in range(100_000):
    other.execute("BEGIN IMMEDIATE")
    other.execute("INSERT INTO job_run (job, slot, ran_at) VALUES ('there', ?, '')", (number,))
    other.execute("COMMIT")
    time.sleep(0.001)
"""


@pytest.mark.usefixtures("another_writer")
async def test_reading_then_writing_never_meets_a_locked_database(
    sqlite_database: Database,
) -> None:
    """A deferred BEGIN would fail here at once, whatever the timeout."""
    for number in range(40):
        async with in_transaction():
            before = await JobRun.filter(job="here").count()
            await JobRun.create(job="here", slot=f"{number}", ran_at=NOW)
            assert before == number
    assert await JobRun.filter(job="there").exists()


async def test_a_commit_that_fails_gives_the_connection_back(sqlite_database: Database) -> None:
    async def breaks_a_key() -> None:
        async with in_transaction() as connection:
            await connection.execute_script("PRAGMA defer_foreign_keys = ON")
            await connection.execute_query(
                "INSERT INTO feedback (id, contact_id, rating, locale, created_on)"
                " VALUES (1, 99, 1, 'fr', '2026-03-01')"
            )

    with pytest.raises((IntegrityError, OperationalError)):
        await breaks_a_key()
    await add_runs("last")
    assert await JobRun.all().count() == 2


async def test_handlers_in_other_tasks_find_the_database(database: Database) -> None:
    await asyncio.create_task(add_runs("task"), context=Context())
    assert await JobRun.all().count() == 2


def test_a_program_that_dies_of_an_error_is_not_kept_alive(sqlite_url: str) -> None:
    program = (
        "import asyncio, sys\n"
        "from bot.database.opening import open_database\n"
        "async def main():\n"
        "    database = await open_database(sys.argv[1])\n"
        "    try:\n"
        "        raise SystemExit(7)\n"
        "    finally:\n"
        "        await database.close()\n"
        "asyncio.run(main())\n"
    )
    ended = subprocess.run([sys.executable, "-c", program, sqlite_url], timeout=60, check=False)
    assert ended.returncode == 7
