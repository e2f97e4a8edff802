"""A database goes into a sealed file and comes back row for row, or nothing at all is changed."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from bot.backup import BackupFault, back_up, restore
from bot.channels.base import Incoming
from bot.database import sqlite_file
from bot.database.faults import DatabaseFault
from bot.database.migration_files import HOUSE
from bot.database.migrations import missing_migrations
from bot.database.opening import open_database
from bot.database.sqlite_backup import InUse
from bot.database.url import PostgresServer, SqliteFile, read_url
from bot.sealed_file import SealedFileFault, seal_file
from bot.secrets import Sealer
from flows.engine.event import Heard
from tests import postgres
from tests.bot.house import build_house

SEALER = Sealer(bytes(range(32)))
OTHER_SEALER = Sealer(bytes(range(1, 33)))
Rows = dict[str, list[Any]]


@pytest.fixture(autouse=True)
def _programs_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump is of the version that the tests' server has."""
    monkeypatch.setenv("PATH", f"{postgres.find_programs()}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
async def lived_in_url(database_url: str) -> str:
    """A closed database in which people wrote and were answered."""
    database = await open_database(database_url)
    house = await build_house(database.lane)
    for person in range(5):
        await house.inbox.receive(
            Incoming("sms", f"+2162000000{person}", f"m{person}", Heard("é 'quoted'\tطبيب\\N"))
        )
    await house.settle()
    await database.close()
    return database_url


def backed_up(url: str, file: Path, *, replace: bool = False) -> int:
    return back_up(read_url(url), SEALER, file, replace=replace, progress=lambda *_: None)


async def restored(url: str, file: Path, *, sealer: Sealer = SEALER, replace: bool = False) -> None:
    await asyncio.to_thread(
        restore, read_url(url), sealer, file, replace=replace, progress=lambda *_: None
    )


async def all_rows(url: str) -> Rows:
    """Every row of every table, read by the driver alone."""
    where = read_url(url)
    if isinstance(where, SqliteFile):
        with sqlite_file.connected(where.path) as connection:
            names = connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
            ).fetchall()
            return {
                name: sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"')))
                for (name,) in names
            }
    connection = await asyncpg.connect(**where.connect)
    try:
        names = await connection.fetch(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
        )
        return {
            name: sorted(map(repr, await connection.fetch(f'SELECT * FROM "{name}"')))
            for (name,) in names
        }
    finally:
        await connection.close()


async def change_something(url: str) -> None:
    """Rows go, and a table comes that the backup does not know."""
    for statement in (
        "DELETE FROM outbound_message",
        "CREATE TABLE of_a_newer_version (id INTEGER PRIMARY KEY)",
    ):
        await execute(url, statement)


async def execute(url: str, statement: str) -> None:
    where = read_url(url)
    if isinstance(where, PostgresServer):
        await postgres.execute(url, statement)
        return
    with sqlite_file.connected(where.path) as connection:
        connection.execute(statement)


def left_beside(url: str, *, file: Path) -> list[str]:
    """What lies around and should not."""
    where = read_url(url)
    ours = {file.name}
    if isinstance(where, SqliteFile):
        ours |= {where.path.name, f"{where.path.name}-wal", f"{where.path.name}-shm"}
    return sorted(path.name for path in file.parent.iterdir() if path.name not in ours)


async def test_every_row_comes_back(lived_in_url: str, tmp_path: Path) -> None:
    before = await all_rows(lived_in_url)
    assert len(before["outbound_message"]) >= 5
    file = tmp_path / "dalil.backup"
    size = backed_up(lived_in_url, file)

    await change_something(lived_in_url)
    await restored(lived_in_url, file, replace=True)

    assert await all_rows(lived_in_url) == before
    assert (file.stat().st_mode & 0o777, file.stat().st_size) == (0o600, size)
    assert left_beside(lived_in_url, file=file) == []


async def test_after_a_restore_people_are_answered_as_before(
    lived_in_url: str, tmp_path: Path
) -> None:
    backed_up(lived_in_url, tmp_path / "b")
    await restored(lived_in_url, tmp_path / "b", replace=True)

    database = await open_database(lived_in_url)
    house = await build_house(database.lane)
    await house.inbox.receive(Incoming("sms", "+21620000001", "m99", Heard("again")))
    await house.settle()
    assert len(house.told("+21620000001", "sms")) == 1
    assert await house.one("SELECT COUNT(*) FROM contact") == 5
    await database.close()


async def test_it_is_taken_while_people_write(database_url: str, tmp_path: Path) -> None:
    database = await open_database(database_url)
    house = await build_house(database.lane)

    async def write() -> None:
        for number in range(60):
            await house.inbox.receive(Incoming("sms", "+21620000001", f"{number}", Heard("word")))

    writing = asyncio.create_task(write())
    await asyncio.to_thread(backed_up, database_url, tmp_path / "b")
    await writing
    await house.settle()
    await database.close()
    await restored(database_url, tmp_path / "b", replace=True)

    rows = await all_rows(database_url)
    assert len(rows["inbound_message"]) <= 60
    assert len(rows["contact"]) == bool(rows["inbound_message"])


async def test_an_empty_place_is_filled_without_asking(
    lived_in_url: str, tmp_path: Path, postgres_url: str
) -> None:
    backed_up(lived_in_url, tmp_path / "b")
    if isinstance(read_url(lived_in_url), SqliteFile):
        empty = f"sqlite://{tmp_path / 'a new folder' / 'new.sqlite3'}"
    else:
        await postgres.execute(postgres_url, "CREATE DATABASE quite_new")
        empty = postgres.other_database(postgres_url, "quite_new")
    try:
        await restored(empty, tmp_path / "b")
        assert await all_rows(empty) == await all_rows(lived_in_url)
    finally:
        if not isinstance(read_url(empty), SqliteFile):
            await postgres.execute(postgres_url, "DROP DATABASE quite_new WITH (FORCE)")


async def test_a_backup_of_an_older_version_is_brought_up_to_date(
    lived_in_url: str, tmp_path: Path
) -> None:
    known = set(await all_rows(lived_in_url))
    newest = "".join(
        path.read_text(encoding="utf-8") for path in (HOUSE / "admin/migrations").glob("*.sql")
    )
    for table in sorted(set(re.findall(r"CREATE TABLE (\w+)", newest))):
        cascade = "" if lived_in_url.startswith("sqlite") else " CASCADE"
        await execute(lived_in_url, f"DROP TABLE {table}{cascade}")
    await execute(lived_in_url, "DELETE FROM migration WHERE room = 'admin'")
    backed_up(lived_in_url, tmp_path / "b")

    await restored(lived_in_url, tmp_path / "b", replace=True)

    assert await missing_migrations(lived_in_url) == []
    assert set(await all_rows(lived_in_url)) == known


async def test_what_is_there_is_not_overwritten_unasked(lived_in_url: str, tmp_path: Path) -> None:
    file = tmp_path / "b"
    backed_up(lived_in_url, file)
    before, sealed = await all_rows(lived_in_url), file.read_bytes()

    with pytest.raises(BackupFault, match="add --replace"):
        backed_up(lived_in_url, file)
    with pytest.raises(BackupFault, match="not empty"):
        await restored(lived_in_url, file)

    assert file.read_bytes() == sealed
    assert await all_rows(lived_in_url) == before
    backed_up(lived_in_url, file, replace=True)
    assert file.read_bytes() != sealed


async def test_a_database_in_use_is_not_replaced(lived_in_url: str, tmp_path: Path) -> None:
    backed_up(lived_in_url, tmp_path / "b")
    database = await open_database(lived_in_url)
    try:
        with pytest.raises((BackupFault, InUse), match="stop Dalil"):
            await restored(lived_in_url, tmp_path / "b", replace=True)
    finally:
        await database.close()
    await restored(lived_in_url, tmp_path / "b", replace=True)


async def test_a_broken_backup_changes_nothing(lived_in_url: str, tmp_path: Path) -> None:
    file = tmp_path / "b"
    backed_up(lived_in_url, file)
    whole = file.read_bytes()
    before = await all_rows(lived_in_url)
    flipped = bytearray(whole)
    flipped[-1] ^= 1
    for broken in (whole[:-1], whole[: len(whole) // 2], bytes(flipped), whole + b"x", b"", b"x"):
        file.write_bytes(broken)
        with pytest.raises(SealedFileFault):
            await restored(lived_in_url, file, replace=True)
    file.write_bytes(whole)
    with pytest.raises(SealedFileFault, match="the right one"):
        await restored(lived_in_url, file, replace=True, sealer=OTHER_SEALER)

    assert await all_rows(lived_in_url) == before
    assert left_beside(lived_in_url, file=file) == []


async def test_a_sealed_file_that_holds_no_database_changes_nothing(
    lived_in_url: str, tmp_path: Path
) -> None:
    dialect = "sqlite" if lived_in_url.startswith("sqlite") else "postgresql"
    before = await all_rows(lived_in_url)
    with (tmp_path / "b").open("wb") as target:
        seal_file([b"nonsense " * 1000], dialect, SEALER, target)

    with pytest.raises(DatabaseFault):
        await restored(lived_in_url, tmp_path / "b", replace=True)

    assert await all_rows(lived_in_url) == before
    assert left_beside(lived_in_url, file=tmp_path / "b") == []


async def test_a_backup_of_the_other_kind_of_database_is_refused(
    sqlite_url: str, postgres_database_url: str, tmp_path: Path
) -> None:
    backed_up(sqlite_url, tmp_path / "of sqlite")
    backed_up(postgres_database_url, tmp_path / "of postgresql")

    with pytest.raises(BackupFault, match="of a SQLite database"):
        await restored(postgres_database_url, tmp_path / "of sqlite", replace=True)
    with pytest.raises(BackupFault, match="of a PostgreSQL database"):
        await restored(sqlite_url, tmp_path / "of postgresql", replace=True)


async def test_without_postgresqls_programs_a_sentence_says_so(
    postgres_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backed_up(postgres_database_url, tmp_path / "b")
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(DatabaseFault, match="pg_dump is not installed"):
        backed_up(postgres_database_url, tmp_path / "c")
    with pytest.raises(DatabaseFault, match="pg_restore is not installed"):
        await restored(postgres_database_url, tmp_path / "b", replace=True)
    assert left_beside(postgres_database_url, file=tmp_path / "b") == []


async def test_a_folder_that_is_not_there_is_named(lived_in_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "nowhere"
    with pytest.raises(BackupFault, match=f"There is no folder {folder}: make it first"):
        backed_up(lived_in_url, folder / "town.dalil")


async def test_a_database_that_is_not_there_makes_no_backup(tmp_path: Path) -> None:
    with pytest.raises(BackupFault, match="no database yet"):
        backed_up(f"sqlite://{tmp_path / 'none.sqlite3'}", tmp_path / "b")

    assert os.listdir(tmp_path) == []


def damage(path: Path) -> None:
    path.write_bytes(b"not a database any more " * 500)
    path.with_name(path.name + "-wal").write_bytes(b"\x37\x7f\x06\x82" + bytes(5000))


async def test_a_log_of_a_damaged_database_is_not_read_into_the_new_one(
    sqlite_url: str, tmp_path: Path
) -> None:
    before = await all_rows(sqlite_url)
    backed_up(sqlite_url, tmp_path / "b")
    path = Path(sqlite_url.removeprefix("sqlite://"))
    damage(path)

    await restored(sqlite_url, tmp_path / "b", replace=True)

    assert await all_rows(sqlite_url) == before


KILLED_IN_THE_MIDDLE = """
import os, signal, sys
from pathlib import Path
from bot.backup import restore
from bot.database.url import read_url
from bot.secrets import Sealer

told = 0
def progress(done, total):
    global told
    told += 1
    if told == int(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)

restore(read_url(sys.argv[1]), Sealer(bytes(range(32))), Path(sys.argv[2]),
        replace=True, progress=progress)
"""


def killed_at(piece: int, url: str, file: Path) -> int:
    """A restore in a process of its own; how it ended."""
    command = [sys.executable, "-c", KILLED_IN_THE_MIDDLE, url, str(file), str(piece)]
    return subprocess.run(command, check=False, cwd=HOUSE).returncode


async def test_a_kill_in_the_middle_leaves_what_was_there(
    lived_in_url: str, tmp_path: Path
) -> None:
    # More than one piece, so that a part of it is with the programs when the kill comes.
    for table in "a", "b":
        filling = ", ".join(f"('{os.urandom(6000).hex()}')" for _ in range(60))
        await execute(lived_in_url, f"CREATE TABLE big_{table} (words TEXT)")
        await execute(lived_in_url, f"INSERT INTO big_{table} VALUES {filling}")
    backed_up(lived_in_url, tmp_path / "b")
    await execute(lived_in_url, "DELETE FROM outbound_message")
    before = await all_rows(lived_in_url)
    for piece in (1, 2):
        ended = await asyncio.to_thread(killed_at, piece, lived_in_url, tmp_path / "b")
        assert ended == -signal.SIGKILL
        assert await all_rows(lived_in_url) == before

    await until_alone(lived_in_url)
    await restored(lived_in_url, tmp_path / "b", replace=True)
    assert len((await all_rows(lived_in_url))["outbound_message"]) >= 5
    assert left_beside(lived_in_url, file=tmp_path / "b") == []


async def until_alone(url: str) -> None:
    """The server notices a moment later that the killed restore is gone."""
    where = read_url(url)
    if isinstance(where, SqliteFile):
        return
    from bot.database.postgres_backup import look_at

    for _ in range(200):
        if not (await look_at(where))[1]:
            return
        await asyncio.sleep(0.05)
    raise AssertionError("somebody stays connected")
