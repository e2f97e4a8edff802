"""A backup is put back: whoever said STOP or ERASE since stays stopped, and erased."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from bot.database.opening import open_database
from bot.database.url import SqliteFile, read_url
from bot.privacy.after_restore import Held
from bot.privacy.sealing.key_check import hold_to_key
from bot.privacy.sealing.rekey import rekey
from bot.privacy.sealing.sealer import Sealer
from bot.privacy.stops_and_erasures import (
    ERASE,
    START,
    STOP,
    STOPS_FILE,
    WITHDRAW,
    StopsFile,
    Wish,
    add_to_file,
    copy_beside,
    read_file,
)
from tests.bot.harness import AWA, BILEL, SEWING, Harness, build_harness
from tests.bot.operations.backup.rows import SEALER, backed_up, execute, restored
from tests.fakes import NOON

NEW = Sealer(bytes((5 * n * n + 7 * n) % 256 for n in range(32)))
CHAIMA, DRISS = "+21620000003", "+21620000004"

Talk = Callable[[Harness], Awaitable[None]]


@asynccontextmanager
async def running(
    url: str, sealer: Sealer = SEALER, *, after: timedelta = timedelta(0)
) -> AsyncIterator[Harness]:
    database = await open_database(url)
    try:
        await hold_to_key(database.executor, sealer)
        app = await build_harness(database.executor, sealer=sealer)
        app.clock.forward(after)
        if after:
            app.numbers = count(100)
        yield app
        await app.inbox.stop()
        await app.outbox.stop()
    finally:
        await database.close()


async def put_back(url: str, file: Path, folder: Path, sealer: Sealer = SEALER) -> Held:
    return await restored(url, file, sealer=sealer, replace=True, folders=[folder])


async def what_is_left(url: str, sealer: Sealer = SEALER) -> dict[str, str]:
    """How each of the four stands after a restore."""
    async with running(url, sealer) as app:
        left = {}
        for address in (AWA, BILEL, CHAIMA, DRISS):
            hashes = sealer.address_hashes("telegram", address)
            places = ", ".join("?" * len(hashes))
            rows = await app.rows(
                f"SELECT stopped_at FROM contact WHERE address_hash IN ({places})", *hashes
            )
            stopped = await app.one(
                f"SELECT COUNT(*) FROM suppression WHERE address_hash IN ({places})", *hashes
            )
            here = "stopped" if rows and rows[0]["stopped_at"] else "here" if rows else "gone"
            left[address] = here + (", suppressed" if stopped else "")
        return left


async def say_what_must_hold(url: str, folder: Path, sealer: Sealer = SEALER) -> None:
    """Awa says STOP, Bilel ERASE, Chaima both; Driss STOP, and takes it back."""
    async with running(url, sealer, after=timedelta(hours=1)) as app:
        await app.hears(AWA, "stop")
        await app.hears(BILEL, "erase")
        await app.hears(CHAIMA, "stop", "erase")
        await app.hears(DRISS, "stop")
        app.clock.forward(timedelta(minutes=1))
        await app.hears(DRISS, "start")
        await StopsFile(app.executor, folder, app.clock).write()


EXPECTED = {AWA: "stopped", BILEL: "gone", CHAIMA: "gone, suppressed", DRISS: "here"}


@pytest.fixture
async def backed_up_url(database_url: str, tmp_path: Path) -> str:
    async with running(database_url) as app:
        for address in (AWA, BILEL, CHAIMA, DRISS):
            await app.hears(address, f"want {SEWING}", "praise good")
    backed_up(database_url, tmp_path / "b")
    return database_url


async def test_stop_and_erase_outlive_a_backup(backed_up_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    await say_what_must_hold(backed_up_url, folder)
    # The tables that are replaced are gone, as after a broken disk: the file alone is left.
    await execute(backed_up_url, "DELETE FROM stop_or_erasure")

    held = await put_back(backed_up_url, tmp_path / "b", folder)

    assert (held.stopped, held.erased, held.unknown) == (1, 2, 0)
    assert held.newest is not None
    assert await what_is_left(backed_up_url) == EXPECTED
    async with running(backed_up_url) as app:
        assert await app.one("SELECT COUNT(*) FROM interest") == 2
        assert await app.one("SELECT COUNT(*) FROM consent WHERE withdrawn_at IS NULL") == 1
        assert await app.one("SELECT COUNT(*) FROM stop_or_erasure") == 8
    assert (await put_back(backed_up_url, tmp_path / "b", folder)).erased == 2


async def test_a_number_that_others_left_of_whoever_was_erased_since_is_gone(
    backed_up_url: str, tmp_path: Path
) -> None:
    async with running(backed_up_url, after=timedelta(hours=1)) as app:
        assert await app.one("SELECT COUNT(*) FROM interest WHERE reach_sealed IS NOT NULL") == 4
        # The backup does not even know whom all of them left to be called.
        await app.hears("+21620000009", "hello", "erase", channel="sms")
    await put_back(backed_up_url, tmp_path / "b", tmp_path)
    async with running(backed_up_url) as app:
        assert await app.one("SELECT COUNT(*) FROM interest") == 4
        left = "reach_sealed IS NOT NULL OR reach_hash IS NOT NULL"
        assert await app.one(f"SELECT COUNT(*) FROM interest WHERE {left}") == 0


async def test_what_the_replaced_tables_say_is_heard_without_the_file(
    backed_up_url: str, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    await say_what_must_hold(backed_up_url, folder)
    (folder / STOPS_FILE).unlink()
    await put_back(backed_up_url, tmp_path / "b", folder)
    assert await what_is_left(backed_up_url) == EXPECTED


async def test_who_came_back_after_an_erasure_is_not_erased_again(
    database_url: str, tmp_path: Path
) -> None:
    async with running(database_url) as app:
        await app.hears(AWA, "hello", "erase")
        app.clock.forward(timedelta(hours=1))
        await app.hears(AWA, "hello again")
        await StopsFile(app.executor, tmp_path, app.clock).write()
    backed_up(database_url, tmp_path / "b")
    held = await put_back(database_url, tmp_path / "b", tmp_path)
    assert held.erased == 0
    assert (await what_is_left(database_url))[AWA] == "here"


async def test_an_old_backup_and_a_new_key(backed_up_url: str, tmp_path: Path) -> None:
    """The backup has hashes of the old key, the list some of the new one."""
    folder = tmp_path / "data"
    folder.mkdir()
    both = Sealer(*(_raw(each) for each in (NEW, SEALER)))
    async with running(backed_up_url, both) as app:
        await rekey(app.executor, both, app.clock, timedelta(0))
    await say_what_must_hold(backed_up_url, folder, NEW)
    if isinstance(read_url(backed_up_url), SqliteFile):
        assert {len(wish.address_hash) for wish in read_file(folder / STOPS_FILE)} == {33}

    alone = await put_back(backed_up_url, tmp_path / "b", folder, SEALER)
    assert (alone.erased, alone.unknown) == (0, 8)
    again = await put_back(backed_up_url, tmp_path / "b", folder, both)
    assert (again.stopped, again.erased, again.unknown) == (1, 2, 0)
    assert await what_is_left(backed_up_url, both) == EXPECTED


def _raw(sealer: Sealer) -> bytes:
    return {
        id(NEW): bytes((5 * n * n + 7 * n) % 256 for n in range(32)),
        id(SEALER): bytes(range(32)),
    }[id(sealer)]


def test_all_that_was_said_stands_in_the_file(tmp_path: Path) -> None:
    said = [Wish(NOON, what, SEALER.address_hash("sms", what)) for what in (STOP, START, ERASE)]
    said.append(Wish(NOON, WITHDRAW, SEALER.address_hash("sms", "K7M-X4T")))
    add_to_file(tmp_path / STOPS_FILE, said, set())
    assert sorted(read_file(tmp_path / STOPS_FILE)) == sorted(said)


def test_a_line_that_was_cut_off_costs_no_other_line(tmp_path: Path) -> None:
    good = f"2026-11-29T10:00:00+00:00 erase {'ab' * 32}\n"
    (tmp_path / STOPS_FILE).write_text(f"# head\n{good}2026-11-29T10:00:01+00:00 st")
    other = tmp_path / "other"
    other.mkdir()
    (other / STOPS_FILE).write_text(good.replace("erase", "stop"))
    copy_beside(tmp_path, other)
    assert [wish.what for wish in read_file(tmp_path / STOPS_FILE)] == ["erase", "stop"]
    assert len(read_file(other / STOPS_FILE)) == 1
