"""A database goes into a sealed file and comes back row for row."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from bot.database.migration_files import PROJECT
from bot.database.migrations import missing_migrations
from bot.database.opening import open_database
from bot.database.url import SqliteFile, read_url
from bot.messages.message import InboundMessage
from bot.privacy.sealing.key_check import hold_to_key
from bot.translation.sentences import Sentence
from bot.wordings.take_up import Change, Wordings
from flows.engine.event import Heard
from flows.engine.text import _
from tests import postgres
from tests.bot.harness import Harness, build_harness
from tests.bot.operations.backup.rows import (
    SEALER,
    all_rows,
    backed_up,
    execute,
    left_beside,
    restored,
)


async def change_something(url: str) -> None:
    """Rows go, and a table comes that the backup does not know."""
    for statement in (
        "DELETE FROM outbound_message",
        "CREATE TABLE of_a_newer_version (id INTEGER PRIMARY KEY)",
    ):
        await execute(url, statement)


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


async def test_words_of_our_own_come_back_and_are_said_again(
    lived_in_url: str, tmp_path: Path
) -> None:
    def wordings(app: Harness) -> Wordings:
        return Wordings(app.executor, app.worlds, app.clock)

    database = await open_database(lived_in_url)
    ours = wordings(await build_harness(database.executor))
    await ours.keep([Change(Sentence("Hello!"), "fr", ("Salut !",), None)], "Editor")
    await database.close()
    backed_up(lived_in_url, tmp_path / "b")
    await execute(lived_in_url, "DELETE FROM wording")
    await restored(lived_in_url, tmp_path / "b", replace=True)

    database = await open_database(lived_in_url)
    try:
        ours = wordings(await build_harness(database.executor))
        await ours.refresh()
        assert ours.translator.phrase(_("Hello!"), "fr") == "Salut !"
    finally:
        await database.close()


async def test_after_a_restore_people_are_answered_as_before(
    lived_in_url: str, tmp_path: Path
) -> None:
    backed_up(lived_in_url, tmp_path / "b")
    await restored(lived_in_url, tmp_path / "b", replace=True)

    database = await open_database(lived_in_url)
    app = await build_harness(database.executor)
    await app.inbox.receive(InboundMessage("sms", "+21620000001", "m99", Heard("again")))
    await app.settle()
    assert len(app.told("+21620000001", "sms")) == 1
    assert await app.one("SELECT COUNT(*) FROM contact") == 5
    await database.close()


async def test_it_is_taken_while_people_write(database_url: str, tmp_path: Path) -> None:
    database = await open_database(database_url)
    app = await build_harness(database.executor)

    async def write() -> None:
        for number in range(60):
            await app.inbox.receive(
                InboundMessage("sms", "+21620000001", f"{number}", Heard("word"))
            )

    writing = asyncio.create_task(write())
    await asyncio.to_thread(backed_up, database_url, tmp_path / "b")
    await writing
    await app.settle()
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
        path.read_text(encoding="utf-8") for path in (PROJECT / "admin/migrations").glob("*.sql")
    )
    for table in sorted(set(re.findall(r"CREATE TABLE (\w+)", newest))):
        cascade = "" if lived_in_url.startswith("sqlite") else " CASCADE"
        await execute(lived_in_url, f"DROP TABLE {table}{cascade}")
    await execute(lived_in_url, "DELETE FROM migration WHERE room = 'admin'")
    backed_up(lived_in_url, tmp_path / "b")

    await restored(lived_in_url, tmp_path / "b", replace=True)

    assert await missing_migrations(lived_in_url) == []
    assert set(await all_rows(lived_in_url)) == known


def damage(path: Path) -> None:
    path.write_bytes(b"not a database any more " * 500)
    path.with_name(path.name + "-wal").write_bytes(b"\x37\x7f\x06\x82" + bytes(5000))


async def test_a_log_of_a_damaged_database_is_not_read_into_the_new_one(
    sqlite_url: str, tmp_path: Path
) -> None:
    database = await open_database(sqlite_url)
    await hold_to_key(database.executor, SEALER)
    await database.close()
    before = await all_rows(sqlite_url)
    backed_up(sqlite_url, tmp_path / "b")
    path = Path(sqlite_url.removeprefix("sqlite://"))
    damage(path)

    await restored(sqlite_url, tmp_path / "b", replace=True)

    assert await all_rows(sqlite_url) == before
