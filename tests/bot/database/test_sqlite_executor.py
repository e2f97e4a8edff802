"""What is promised of the SQLite file: one commit for many, nothing lost, nobody else's eyes."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from bot.database.faults import (
    ConstraintBroken,
    DatabaseBusy,
    DatabaseClosed,
    DatabaseFault,
    DatabaseFull,
)
from bot.database.sqlite import file as sqlite_file
from bot.database.sqlite.executor import BATCH, SqliteExecutor
from bot.database.transaction import Row, Sql, Transaction

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def path(sqlite_url: str) -> Path:
    return Path(sqlite_url.removeprefix("sqlite://"))


@pytest.fixture
async def executor(path: Path) -> AsyncIterator[SqliteExecutor]:
    executor = SqliteExecutor(path)
    yield executor
    await executor.close()


def note(job: str, slot: str = "") -> Transaction[None]:
    yield Sql("INSERT INTO job_run (job, slot, ran_at) VALUES (?, ?, ?)", (job, slot, NOW))


def ask(sql: str) -> Transaction[list[Row]]:
    return (yield Sql(sql))


async def jobs(executor: SqliteExecutor) -> set[str]:
    return {row["job"] for row in await executor.run(partial(ask, "SELECT job FROM job_run"))}


async def test_scripts_that_arrive_together_share_commits(executor: SqliteExecutor) -> None:
    said: list[str] = []
    executor._connection.set_trace_callback(said.append)
    await asyncio.gather(*(executor.run(partial(note, f"{number}")) for number in range(3 * BATCH)))
    # Three at best: the first transactions may go alone while the others are still arriving.
    assert 3 <= said.count("COMMIT") < BATCH / 2
    assert len(await jobs(executor)) == 3 * BATCH


async def test_a_commit_is_on_the_disk_before_anybody_hears_of_it(executor: SqliteExecutor) -> None:
    kept = {"synchronous": 2, "journal_mode": "wal", "foreign_keys": 1}  # 2 is FULL
    for name, value in kept.items():
        [row] = await executor.run(partial(ask, f"PRAGMA {name}"))
        assert row[name] == value


async def test_a_full_disk_fails_who_does_not_fit_and_nobody_else(executor: SqliteExecutor) -> None:
    (pages,) = await executor.run(partial(ask, "PRAGMA page_count"))
    await executor.run(partial(ask, f"PRAGMA max_page_count = {pages['page_count'] + 2}"))

    big = partial(note, "big", "x" * 60_000)
    results = await asyncio.gather(
        *(
            executor.run(transaction)
            for transaction in (partial(note, "a"), big, partial(note, "b"), big)
        ),
        return_exceptions=True,
    )

    assert [type(result) for result in results] == [
        type(None),
        DatabaseFull,
        type(None),
        DatabaseFull,
    ]
    assert await jobs(executor) == {"a", "b"}

    await executor.run(partial(ask, "PRAGMA max_page_count = 100000"))
    await executor.run(big)
    assert await jobs(executor) == {"a", "b", "big"}


async def test_nothing_is_committed_into_a_file_that_was_taken_away(
    executor: SqliteExecutor, path: Path
) -> None:
    elsewhere = path.with_name("elsewhere")
    os.rename(path, elsewhere)
    with pytest.raises(DatabaseClosed, match="put it back"):
        await executor.run(partial(note, "lost"))
    shutil.copy(elsewhere, path)
    with pytest.raises(DatabaseClosed):
        await executor.run(partial(note, "lost too"))

    os.replace(elsewhere, path)
    await executor.run(partial(note, "kept"))
    assert await jobs(executor) == {"kept"}


async def test_a_key_that_breaks_only_at_the_commit_fails_its_own_script(
    executor: SqliteExecutor,
) -> None:
    def breaks() -> Transaction[None]:
        yield Sql("PRAGMA defer_foreign_keys = ON")
        yield Sql(
            "INSERT INTO feedback (id, contact_id, rating, locale, created_on)"
            " VALUES (1, 99, 1, 'fr', '2026-03-01')"
        )

    results = await asyncio.gather(
        *(
            executor.run(transaction)
            for transaction in (partial(note, "a"), breaks, partial(note, "b"))
        ),
        return_exceptions=True,
    )
    assert [type(result) for result in results] == [type(None), ConstraintBroken, type(None)]
    assert await jobs(executor) == {"a", "b"}


async def test_brief_scripts_run_where_they_were_asked_for_and_share_commits(
    executor: SqliteExecutor,
) -> None:
    threads: set[threading.Thread] = set()

    def seen(name: str) -> Transaction[None]:
        threads.add(threading.current_thread())
        yield from note(name)

    said: list[str] = []
    executor._connection.set_trace_callback(said.append)
    names = [f"{number}" for number in range(50)]
    await asyncio.gather(*(executor.run(partial(seen, name), brief=True) for name in names))
    assert threads == {threading.current_thread()}
    assert said.count("COMMIT") < 25
    assert await jobs(executor) == set(names)


async def test_a_brief_script_that_fails_is_undone_alone(executor: SqliteExecutor) -> None:
    def fails() -> Transaction[None]:
        yield from note("half")
        raise ValueError("no")

    def too_big() -> Transaction[None]:
        yield from note("big", "x" * 60_000)

    (pages,) = await executor.run(partial(ask, "PRAGMA page_count"))
    await executor.run(partial(ask, f"PRAGMA max_page_count = {pages['page_count'] + 2}"))
    transactions = (partial(note, "a"), fails, too_big, partial(note, "b"))
    results = await asyncio.gather(
        *(executor.run(transaction, brief=True) for transaction in transactions),
        return_exceptions=True,
    )
    assert [type(result) for result in results] == [
        type(None),
        ValueError,
        DatabaseFull,
        type(None),
    ]
    assert await jobs(executor) == {"a", "b"}


async def test_a_loop_that_ended_leaves_the_lane_to_the_others(executor: SqliteExecutor) -> None:
    loop = asyncio.new_event_loop()

    def asks_and_goes() -> None:
        asked = loop.create_task(executor.run(partial(note, "left"), brief=True))
        loop.call_soon(loop.stop)
        loop.run_forever()  # and then never again, though it is not closed
        asked.cancel()

    def ends() -> None:
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()

    await asyncio.to_thread(asks_and_goes)
    await executor.run(partial(note, "later"), brief=True)
    assert await jobs(executor) == {"left", "later"}
    await asyncio.to_thread(ends)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sqlite_file.PRAGMAS, "busy_timeout", "20")


@pytest.mark.usefixtures("impatient")
async def test_a_file_locked_for_too_long_is_said_and_the_lane_goes_on(path: Path) -> None:
    executor = SqliteExecutor(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        results = await asyncio.gather(
            *(executor.run(partial(note, f"{number}")) for number in range(5)),
            return_exceptions=True,
        )
        assert {type(result) for result in results} == {DatabaseBusy}
        other.execute("COMMIT")
    await executor.run(partial(note, "later"))
    assert await jobs(executor) == {"later"}
    await executor.close()


async def test_nobody_else_may_read_the_file(tmp_path: Path) -> None:
    path = tmp_path / "new" / "dalil.sqlite3"
    executor = SqliteExecutor(path)
    await executor.run(partial(ask, "CREATE TABLE note (id INTEGER PRIMARY KEY)"))
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    await executor.close()
    assert set(modes) == {"dalil.sqlite3", "dalil.sqlite3-wal", "dalil.sqlite3-shm"}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


async def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "a-file").write_text("")
    with pytest.raises(DatabaseFault, match="Cannot write the database file"):
        SqliteExecutor(tmp_path / "a-file" / "dalil.sqlite3")


async def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("Dear all, " * 500)
    with pytest.raises(DatabaseFault, match="no SQLite database at all: restore a backup, or"):
        SqliteExecutor(tmp_path / "letter")


async def test_closing_ends_the_thread(path: Path) -> None:
    executor = SqliteExecutor(path)
    thread = executor._thread
    await executor.run(partial(note, "a"))
    await executor.close()
    await executor.close()
    assert not thread.is_alive()


_WRITES_UNTIL_KILLED = """
import asyncio, sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from bot.database.transaction import Sql
from bot.database.sqlite.executor import SqliteExecutor

def both(name):
    for slot in ("first", "second"):
        yield Sql("INSERT INTO job_run (job, slot, ran_at) VALUES (?, ?, ?)",
                  (name, slot, datetime.now(UTC)))

async def writer(executor, number):
    for count in range(100_000):
        name = f"{sys.argv[2]}-{number}-{count}"
        await executor.run(partial(both, name))
        print(name, flush=True)

async def main():
    executor = SqliteExecutor(Path(sys.argv[1]))
    await asyncio.gather(*(writer(executor, number) for number in range(20)))

asyncio.run(main())
"""


def killed_while_writing(path: Path, round_: int, after_lines: int) -> Iterator[str]:
    """What a process was told is stored, before it was killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", _WRITES_UNTIL_KILLED, str(path), str(round_)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    for _ in range(after_lines):
        yield process.stdout.readline()
    os.kill(process.pid, signal.SIGKILL)
    yield from process.communicate()[0].splitlines(keepends=True)


def test_what_was_acknowledged_is_there_after_a_kill(path: Path) -> None:
    chance = random.Random()
    acknowledged: set[str] = set()
    for round_ in range(4):
        lines = list(killed_while_writing(path, round_, chance.randrange(1, 400)))
        acknowledged |= {line.strip() for line in lines if line.endswith("\n")}

    with closing(sqlite3.connect(path)) as connection:
        stored: dict[str, int] = dict(
            connection.execute("SELECT job, count(*) FROM job_run GROUP BY job")
        )
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert len(acknowledged) >= 4
    assert acknowledged <= stored.keys()
    assert set(stored.values()) == {2}, "a transaction was stored in half"
