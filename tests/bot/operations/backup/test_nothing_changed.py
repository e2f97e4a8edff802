"""What cannot be restored whole changes nothing, and is refused in a sentence."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.database.faults import DatabaseFault
from bot.database.migration_files import PROJECT
from bot.database.opening import open_database
from bot.database.sqlite.backup import InUse
from bot.database.url import SqliteFile, read_url
from bot.operations import backup
from bot.operations.backup import BackupFault
from bot.privacy.sealing.sealed_file import SealedFileFault, seal_file
from bot.privacy.sealing.sealer import Sealer
from tests.bot.operations.backup.rows import (
    SEALER,
    all_rows,
    backed_up,
    execute,
    left_beside,
    restored,
)

OTHER_SEALER = Sealer(bytes(range(1, 33)))


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
    is_sqlite = lived_in_url.startswith("sqlite")
    beginning = b"SQLite format 3\0" if is_sqlite else b"PGDMP"
    before = await all_rows(lived_in_url)
    with (tmp_path / "b").open("wb") as target:
        seal_file([beginning, b"nonsense " * 1000], SEALER, target)

    with pytest.raises(DatabaseFault):
        await restored(lived_in_url, tmp_path / "b", replace=True)

    with (tmp_path / "b").open("wb") as target:
        seal_file([b"nonsense " * 1000], SEALER, target)
    with pytest.raises(BackupFault, match="holds no database"):
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


KILLED_IN_THE_MIDDLE = """
import os, signal, sys
from pathlib import Path
from bot.operations.backup import restore
from bot.database.url import read_url
from bot.privacy.sealing.sealer import Sealer

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
    return subprocess.run(command, check=False, cwd=PROJECT).returncode


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
    from bot.database.postgres.backup import look_at

    for _ in range(200):
        if not (await look_at(where))[1]:
            return
        await asyncio.sleep(0.05)
    raise AssertionError("somebody stays connected")


def test_what_is_no_file_is_never_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(BackupFault, match="no file"), backup._new_file(pipe, replace=True) as file:
        file.write(b"rows")
    assert pipe.is_fifo()
    assert [*tmp_path.iterdir()] == [pipe]
