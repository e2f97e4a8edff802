"""Whoever was erased: do the bytes of the files still hold them, though no table does?

Searched are the files themselves, as somebody would who carried the disk away.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from pathlib import Path

import asyncpg
import pytest

from bot.database.migrations import migrate
from bot.database.opening import open_database
from bot.database.postgres import rewriting
from bot.database.postgres.rewriting import PostgresRewriter
from bot.database.postgres.unsampled import TEXTS
from bot.database.sqlite import backup as sqlite_backup
from bot.database.sqlite import file as sqlite_file
from bot.database.sqlite import free_pages
from bot.database.sqlite.free_pages import overwrite_free_pages
from bot.database.url import PostgresServer, read_url
from bot.privacy.registration import number_hash
from bot.privacy.retention import DataRetention
from bot.privacy.traces.table import TRACES
from bot.referrals.sealed import (
    ReferralSubject,
    code_hash,
    seal_passed,
    seal_told,
    service_hash,
)
from flows.referrals.receiver_words import Passed
from tests.bot.harness import PROGRAMME, SEWING, Harness, build_harness
from tests.bot.privacy.whole_life import leaves_all
from tests.bot.training.classroom import AWA, open_classroom
from tests.eventually import eventually
from tests.postgres import Server, execute, server_of_our_own

ERASED = [f"+2162000{number:04}" for number in range(1, 61)]
KEPT = [f"+2162000{number:04}" for number in range(101, 107)]


async def pass_everybody_on(app: Harness) -> None:
    """To a receiver of their own, with a name, a number and words."""
    sealer, now = app.sealer, app.clock()
    for number, row in enumerate(await app.rows("SELECT id FROM contact ORDER BY id"), start=1):
        told = ReferralSubject(f"K{number}", "clinic", number=f"+2162100{number:04}")
        passed = Passed("Quimperlia", ERASED[number % len(ERASED)], "zorglub " * 9)
        await app.rows(
            "INSERT INTO referral (id, contact_id, state, urgency, code_hash, service_hash,"
            " told_sealed, passed_sealed, passed_hash, receiver_number_hash, created_at,"
            " created_by, link_step) VALUES (?, ?, 'sent', 'soon', ?, ?, ?, ?, ?, ?, ?, 'Leila', 0)"
            " RETURNING id",
            number,
            row["id"],
            code_hash(told.code, sealer),
            service_hash(told.service, sealer),
            seal_told(number, told, sealer),
            seal_passed(number, passed, sealer),
            number_hash(passed.phone, sealer),
            number_hash(told.number, sealer),
            now,
        )


async def nothing() -> None:
    """The database does nothing by itself in between."""


async def register_and_erase(
    app: Harness, meanwhile: Callable[[], Awaitable[None]] = nothing
) -> list[bytes]:
    """Sixty people leave their traces among others, and are erased; what then must not be found.

    `meanwhile`: what the database does by itself while they are there."""
    for address in (*ERASED, *KEPT):
        said = "so " * 60 + address[1:]
        await app.hears(address, f"want {SEWING}", f"praise {said}", f"about {said}", "danger")
    await pass_everybody_on(app)
    traces = [address[1:].encode() for address in ERASED]
    first = "(SELECT id FROM contact ORDER BY id LIMIT 60)"
    for table, key in (
        ("contact", "id"),
        ("interest", "contact_id"),
        ("feedback", "contact_id"),
        ("help_request", "contact_id"),
        ("referral", "contact_id"),
    ):
        for row in await app.rows(f"SELECT * FROM {table} WHERE {key} IN {first}"):
            traces += [
                bytes(cell)
                for name, cell in row.items()
                # The keyed hashes that are noted for a backup that may be put back.
                if isinstance(cell, bytes | memoryview)
                and name not in ("address_hash", "passed_hash")
            ]
    # Of an offer, a town and a number to be called the hash is the same for all who gave it.
    traces = [each for each in traces if traces.count(each) == 1]
    await meanwhile()
    for address in ERASED:
        await app.hears(address, "erase")
    assert await app.one("SELECT COUNT(*) FROM contact") == len(KEPT)
    return traces


def found_in(files: Iterable[Path], traces: Sequence[bytes]) -> int:
    """How many of the traces stand in any of the files."""
    held = b"\n".join(path.read_bytes() for path in files if path.is_file())
    return sum(trace in held for trace in traces)


def all_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def test_after_sixty_erasures_no_file_of_sqlite_holds_a_byte_of_them(
    sqlite_url: str, tmp_path: Path
) -> None:
    file = Path(sqlite_url.removeprefix("sqlite://"))
    database = await open_database(sqlite_url)
    try:
        app = await build_harness(database.executor)
        traces = await register_and_erase(app)
        assert found_in(all_in(tmp_path), traces) > 60
        with sqlite_backup.snapshot(file) as copied:
            backup = copied.read()
        assert sum(trace in backup for trace in traces) == 0
        await DataRetention(
            app.executor, lambda: PROGRAMME.retention, app.clock, file
        ).clear_files()
        assert found_in(all_in(tmp_path), traces) == 0
        with sqlite3.connect(file) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert connection.execute(
                "SELECT COUNT(*) FROM sqlite_master WHERE name = 'overwritten'"
            ).fetchone() == (0,)
    finally:
        await database.close()


async def test_whoever_learnt_and_was_passed_on_is_gone_from_every_table_and_byte(
    sqlite_url: str, tmp_path: Path
) -> None:
    file = Path(sqlite_url.removeprefix("sqlite://"))
    database = await open_database(sqlite_url)
    try:
        async with open_classroom(database.executor) as room:
            await leaves_all(room, AWA)
            sealed = {
                f"{each.table}.{column}"
                for each in TRACES
                for column in each.columns
                if column.endswith("_sealed")
            }
            held: dict[str, list[bytes]] = {}
            for name in sealed:
                table, column = name.split(".")
                for row in await room.rows(f"SELECT {column} AS cell FROM {table}"):
                    if row["cell"]:
                        held.setdefault(name, []).append(bytes(row["cell"]))
            assert len(held) > 8, held.keys()
            cells = [cell for each in held.values() for cell in each]
            assert found_in(all_in(tmp_path), cells) == len(cells)
            assert "C'est fait" in await room.says(AWA, "effacer", "1")
            await DataRetention(
                room.executor, lambda: PROGRAMME.retention, room.clock, file
            ).clear_files()
            assert found_in(all_in(tmp_path), [*cells, AWA[1:].encode()]) == 0
    finally:
        await database.close()


def test_overwriting_goes_on_after_a_kill(tmp_path: Path) -> None:
    file = tmp_path / "killed.sqlite3"
    with sqlite_file.connected(file) as connection:
        connection.execute("CREATE TABLE overwritten (zeros BLOB NOT NULL)")
        connection.execute("INSERT INTO overwritten VALUES (zeroblob(100000))")
    assert overwrite_free_pages(file)
    with sqlite_file.connected(file) as connection:
        assert connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone() == (0,)


def test_overwriting_gives_way_to_whoever_holds_the_file_too_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "held.sqlite3"
    monkeypatch.setitem(sqlite_file.PRAGMAS, "busy_timeout", "1")
    with sqlite_file.connected(file) as connection:
        connection.execute("CREATE TABLE note (words TEXT)")
        connection.executemany("INSERT INTO note VALUES (?)", [("zorglub" * 900,)] * 50)
        connection.execute("DELETE FROM note")
        connection.execute("BEGIN IMMEDIATE")
        assert not overwrite_free_pages(file)
        connection.execute("ROLLBACK")
        assert overwrite_free_pages(file)
        sqlite_file.clear_log(file)
    assert b"zorglub" not in file.read_bytes()


def test_nobody_waits_until_all_pages_are_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "large.sqlite3"
    with sqlite_file.connected(file) as connection:
        connection.execute("CREATE TABLE note (words TEXT)")
        connection.executemany("INSERT INTO note VALUES (?)", [("zorglub" * 900,)] * 60)
        connection.execute("DELETE FROM note")
        monkeypatch.setattr(free_pages, "PAGES_AT_ONCE", 4)
        overwriting = threading.Thread(target=overwrite_free_pages, args=(file,))
        overwriting.start()
        written = 0
        while overwriting.is_alive():
            connection.execute("INSERT INTO note VALUES ('meanwhile')")
            written += 1
        overwriting.join()
    assert written > 10


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """One of our own: its files are ours to read."""
    with server_of_our_own() as running:
        yield running


async def nothing_left(rewriter: PostgresRewriter) -> bool:
    return await rewriter.rewrite(large_too=True) == 0


async def something_left(rewriter: PostgresRewriter) -> bool:
    return not await nothing_left(rewriter)


async def rewritten_without(
    rewriter: PostgresRewriter, server: Server, traces: Sequence[bytes]
) -> bool:
    await rewriter.rewrite(large_too=False)
    await execute(server.url, "CHECKPOINT")
    return found_in(server.relations(), traces) == 0


async def test_after_sixty_erasures_no_table_of_postgres_holds_a_byte_of_them(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    await migrate(server.url)
    database = await open_database(server.url)
    try:
        app = await build_harness(database.executor)
        traces = await register_and_erase(app, lambda: execute(server.url, "ANALYZE"))
        where = read_url(server.url)
        assert isinstance(where, PostgresServer)
        rewriter = PostgresRewriter(where)
        await execute(server.url, "CHECKPOINT")
        assert found_in(server.relations(), traces) > 60
        # The server counts what changed with delay: what one pass does not see, the next does.
        await eventually(lambda: rewritten_without(rewriter, server, traces))
        # Nothing has changed since, so nobody is held up again …
        await eventually(lambda: nothing_left(rewriter))
        # … and what is large waits for the night.
        monkeypatch.setattr(rewriting, "LARGE_BYTES", 0)
        await app.hears(KEPT[0], "erase")
        assert await rewriter.rewrite(large_too=False) == 0
        await eventually(lambda: something_left(rewriter))
    finally:
        await database.close()


async def test_of_what_is_of_a_person_the_server_keeps_no_sample(server: Server) -> None:
    """Its ANALYZE would copy values to where no ERASE comes; new columns are meant at once."""
    await migrate(server.url)
    connection = await asyncpg.connect(server.url)
    try:
        there = await connection.fetch(
            "SELECT table_name || '.' || column_name AS name, data_type AS kind"
            " FROM information_schema.columns WHERE table_schema = 'public'"
        )
        unsampled = await connection.fetch(
            "SELECT c.relname || '.' || a.attname AS name FROM pg_attribute AS a"
            " JOIN pg_class AS c ON c.oid = a.attrelid"
            " WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace"
            " AND a.attnum > 0 AND NOT a.attisdropped AND a.attstattarget = 0"
        )
    finally:
        await connection.close()
    kinds = {row["name"]: row["kind"] for row in there}
    held = {f"{each.table}.{column}" for each in TRACES for column in each.columns}
    held = {each for each in held if kinds[each] not in ("bigint", "integer")}
    sealed = {each for each, kind in kinds.items() if kind == "bytea"}
    assert {row["name"] for row in unsampled} == held | sealed | TEXTS
    assert kinds.keys() >= TEXTS


async def test_samples_that_were_taken_before_are_dropped(server: Server) -> None:
    await migrate(server.url)
    connection = await asyncpg.connect(server.url)
    sampled = "SELECT COUNT(*) FROM pg_stats WHERE tablename = 'suppression' AND attname = $1"
    try:
        column = "ALTER TABLE suppression ALTER COLUMN address_hash SET STATISTICS"
        await connection.execute(f"{column} -1")
        await connection.execute(
            "INSERT INTO suppression (address_hash, stopped_at) VALUES ('zorglub', now())"
        )
        await connection.execute("ANALYZE suppression")
        assert await connection.fetchval(sampled, "address_hash") == 1
        await migrate(server.url)
        assert await connection.fetchval(sampled, "address_hash") == 0
        await connection.execute("ANALYZE suppression")
        assert await connection.fetchval(sampled, "address_hash") == 0
    finally:
        await connection.execute("DELETE FROM suppression")
        await connection.close()
