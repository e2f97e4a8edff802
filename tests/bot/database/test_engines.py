"""Tortoise's transactions survive whatever is cancelled inside them."""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from contextvars import Context
from datetime import UTC, datetime

import pytest
from tortoise.exceptions import IntegrityError, OperationalError
from tortoise.transactions import in_transaction

from bot.database.opening import Database
from bot.models.messages import JobRun
from bot.models.people import Suppression

NOW = datetime(2026, 3, 1, tzinfo=UTC)


async def add_runs(name: str, many: int = 2) -> None:
    async with in_transaction():
        for slot in range(many):
            await JobRun.create(job=name, slot=str(slot), ran_at=NOW)
            await asyncio.sleep(0)


async def test_hundreds_of_cancelled_transactions_leave_the_database_working(
    database: Database,
) -> None:
    chance = random.Random(11)
    finished = 0
    for round_ in range(60):
        tasks = [asyncio.create_task(add_runs(f"{round_}-{number}")) for number in range(5)]
        # Longer and longer, so that every await of a transaction is met by a cancellation.
        await asyncio.sleep(round_ * 0.0002)
        for task in tasks:
            if chance.random() < 0.7:
                task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        finished += sum(result is None for result in results)
        assert {type(result) for result in results} <= {type(None), asyncio.CancelledError}

    await asyncio.wait_for(add_runs("last"), timeout=20)
    counts: dict[str, int] = {}
    for run in await JobRun.all():
        counts[run.job] = counts.get(run.job, 0) + 1
    assert set(counts.values()) == {2}, "a transaction was stored in half"
    assert len(counts) >= finished + 1


async def add_many_at_once(name: str) -> None:
    await JobRun.bulk_create(JobRun(job=name, slot=str(n), ran_at=NOW) for n in range(50))


async def test_many_rows_at_once_survive_cancelling_too(database: Database) -> None:
    for round_ in range(40):
        task = asyncio.create_task(add_many_at_once(f"{round_}"))
        await asyncio.sleep(round_ * 0.0003)
        task.cancel()
        await asyncio.wait([task])
    await asyncio.wait_for(add_runs("last"), timeout=20)
    for round_ in range(40):
        assert await JobRun.filter(job=f"{round_}").count() in (0, 50)


async def test_a_cancelled_inner_transaction_leaves_the_outer_one_whole(
    database: Database,
) -> None:
    for round_ in range(30):
        async with in_transaction():
            await JobRun.create(job=f"{round_}", slot="outer", ran_at=NOW)
            with suppress(TimeoutError):
                async with asyncio.timeout(round_ * 0.0003):
                    await add_runs(f"{round_} inner")
            await JobRun.create(job=f"{round_}", slot="after", ran_at=NOW)
        assert await JobRun.filter(job=f"{round_}").count() == 2
        assert await JobRun.filter(job=f"{round_} inner").count() in (0, 2)


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
                "INSERT INTO feedback (contact_id, rating, words, locale, created_on)"
                " VALUES (99, 1, '', 'fr', '2026-03-01')"
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
