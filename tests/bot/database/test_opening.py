"""A database is opened from one line of settings, or says what is wrong with it."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from tortoise.context import get_current_context

from bot.database.faults import DatabaseFault, OutcomeUnknown
from bot.database.migrations import migrate
from bot.database.opening import open_database
from bot.database.transaction import Sql, Transaction
from bot.database.url import PostgresServer, SqliteFile, UrlFault, read_url
from tests import postgres


def test_without_a_url_it_is_a_file_in_the_data_folder() -> None:
    assert read_url(None) == SqliteFile(Path("var/dalil.sqlite3"))
    assert read_url("", Path("/srv/dalil")) == SqliteFile(Path("/srv/dalil/dalil.sqlite3"))


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite://here.sqlite3", "here.sqlite3"),
        ("sqlite://var/dalil.sqlite3", "var/dalil.sqlite3"),
        ("sqlite:///srv/dalil%20one.sqlite3", "/srv/dalil one.sqlite3"),
    ],
)
def test_a_sqlite_url_names_a_file(url: str, path: str) -> None:
    assert read_url(url) == SqliteFile(Path(path))


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_a_postgres_url_names_server_user_and_database(scheme: str) -> None:
    where = read_url(f"{scheme}://dalil:p%40ss@db.example:6543/service?sslmode=require")
    assert isinstance(where, PostgresServer)
    assert where.connect == {
        "host": "db.example",
        "port": 6543,
        "user": "dalil",
        "password": "p@ss",
        "database": "service",
        "ssl": "require",
    }
    assert "p@ss" not in repr(where)


def test_a_socket_and_a_pool_in_between_can_be_said() -> None:
    where = read_url("postgresql:///dalil?host=/run/postgresql&statement_cache_size=0")
    assert isinstance(where, PostgresServer)
    assert where.connect == {
        "host": "/run/postgresql",
        "database": "dalil",
        "statement_cache_size": 0,
    }


@pytest.mark.parametrize(
    ("url", "mend"),
    [
        ("mysql://dalil@host/dalil", "starts with sqlite://"),
        ("var/dalil.sqlite3", "starts with sqlite://"),
        ("sqlite://", "only the path of a file"),
        ("sqlite://:memory:", "only the path of a file"),
        ("sqlite://x.sqlite3?mode=ro", "only the path of a file"),
        ("postgresql://dalil:secret@host", "names no database"),
        ("postgresql://dalil:secret@host:port/dalil", "written as %XX"),
        ("postgresql://dalil:secret@host/dalil?colour=blue", "only these are known"),
        ("postgresql://dalil:secret@host/dalil?statement_cache_size=big", "a number"),
    ],
)
def test_a_url_that_cannot_be_understood_is_refused_without_quoting_it(url: str, mend: str) -> None:
    with pytest.raises(UrlFault, match=mend) as caught:
        read_url(url)
    assert "secret" not in str(caught.value)


async def test_a_server_that_is_not_there_is_said(tmp_path: Path) -> None:
    url = f"postgresql://nobody:secret@/none?host={tmp_path}"
    for attempt in (open_database(url), migrate(url)):
        with pytest.raises(DatabaseFault, match="check DATABASE_URL") as caught:
            await attempt
        assert "secret" not in str(caught.value)


async def test_a_database_that_is_not_there_is_said(postgres_url: str) -> None:
    url = postgres.other_database(postgres_url, "no_such_database")
    for attempt in (open_database(url), migrate(url)):
        with pytest.raises(DatabaseFault, match="check DATABASE_URL"):
            await attempt


async def test_closing_leaves_no_thread_and_no_context(database_url: str) -> None:
    before = {thread.name for thread in threading.enumerate()}
    database = await open_database(database_url)
    await database.close()
    after = {thread.name for thread in threading.enumerate()}
    assert {name for name in after - before if not name.startswith("asyncio")} == set()
    assert get_current_context() is None


def write_once(name: str) -> Transaction[None]:
    yield Sql(
        "INSERT INTO job_run (job, slot, ran_at) VALUES (?, '', ?)",
        (name, datetime(2026, 11, 24, 11, 0, tzinfo=UTC)),
    )


async def test_what_was_written_is_there_when_it_is_opened_again(database_url: str) -> None:
    for name in ("first", "second"):
        database = await open_database(database_url)
        await database.executor.run(partial(write_once, name))
        await database.close()
    database = await open_database(database_url)
    try:
        assert await database.executor.run(written) == {"first", "second"}
    finally:
        await database.close()


async def test_what_failed_to_open_can_be_opened_next_time(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("bot.database.opening.MODELS", {"bot": ["bot.models.no_such"]})
        with pytest.raises(ModuleNotFoundError, match="no_such"):
            await open_database(sqlite_url)
    assert get_current_context() is None
    await (await open_database(sqlite_url)).close()


END_THE_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


def write(name: str) -> Transaction[str]:
    """Stores a row, slowly."""
    yield Sql("SELECT pg_sleep(0.002)")
    yield Sql("INSERT INTO job_run (job, slot, ran_at) VALUES (?, '', now())", (name,))
    return name


def written() -> Transaction[set[str]]:
    rows = yield Sql("SELECT job FROM job_run")
    return {row["job"] for row in rows}


async def test_a_server_that_drops_its_connections_is_met_again(
    postgres_database_url: str,
) -> None:
    database = await open_database(postgres_database_url)
    acknowledged: set[str] = set()
    unknown: set[str] = set()
    try:
        for round_ in range(4):
            names = [f"{round_}-{number}" for number in range(30)]
            ending = asyncio.create_task(postgres.execute(postgres_database_url, END_THE_OTHERS))
            # Some are met by the end before they begin, some in the middle of their statements.
            results = await asyncio.gather(
                *(database.executor.run(partial(write, name)) for name in names),
                return_exceptions=True,
            )
            await ending
            assert {type(result) for result in results} <= {str, OutcomeUnknown}
            acknowledged |= {result for result in results if isinstance(result, str)}
            unknown |= set(names) - acknowledged
        stored = await database.executor.run(written)
    finally:
        await database.close()
    assert acknowledged <= stored
    assert stored <= acknowledged | unknown
    assert len(acknowledged) >= 30
