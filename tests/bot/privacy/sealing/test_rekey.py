"""A new key, while people write: everybody is found, nothing stays behind, a kill costs nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from bot.database.opening import Database
from bot.database.transaction import Sql, Transaction
from bot.privacy.sealing.key_check import hold_to_key
from bot.privacy.sealing.keys import KeyFault
from bot.privacy.sealing.rekey import rekey
from bot.privacy.sealing.sealed_columns import HASHED, SEALED, SESSION
from bot.privacy.sealing.sealer import Cell, Sealer, SealFault, generation_of
from tests.bot.harness import AWA, BILEL, Harness, build_harness

OLD, NEW, NEWER = (bytes((start * n * n + 7 * n) % 256 for n in range(32)) for start in (3, 5, 11))
AT_ONCE = timedelta(0)


@pytest.fixture
async def app(database: Database) -> AsyncIterator[Harness]:
    """As it runs while keys are changed: it knows both."""
    sealer = Sealer(NEW, OLD)
    await hold_to_key(database.executor, sealer)
    built = await build_harness(database.executor, sealer=sealer)
    yield built
    await built.inbox.stop()
    await built.outbox.stop()


async def lived_through(app: Harness) -> None:
    """Awa is there with all that is sealed of her; Bilel is erased, and said STOP before."""
    await app.hears(AWA, "want sewing", "human", "about my landlord")
    await app.hears(BILEL, "hello", "stop", "erase")


async def kept(app: Harness) -> tuple[list[str], list[int]]:
    """What opens, and the generation of each hash."""
    opened, made = [], []
    for column in SEALED:
        rows = await app.rows(f"SELECT id, {column.column} AS cell FROM {column.table}")
        for row in rows:
            sealed = column.bytes_of(row["cell"] or b"")
            if sealed:
                opened.append(app.sealer.open(sealed, column.of(row["id"])))
    for hashed in HASHED:
        rows = await app.rows(f"SELECT {hashed.column} AS cell FROM {hashed.table}")
        made += [generation_of(bytes(row["cell"])) for row in rows if row["cell"] is not None]
    return opened, made


async def changed(app: Harness, *keys: bytes) -> None:
    await rekey(app.executor, Sealer(*keys), app.clock, AT_ONCE)


async def test_everything_is_sealed_and_hashed_anew(app: Harness) -> None:
    await lived_through(app)
    before, _made = await kept(app)
    await changed(app, NEW, OLD)
    alone = Sealer(NEW)
    await hold_to_key(app.executor, alone)
    app.sealer.use(alone.fingerprint, [Sealer(OLD).hash_key])
    after, made = await kept(app)
    assert set(before) < set(after)
    assert set(made) == {2}
    for column in SEALED:
        for row in await app.rows(f"SELECT id, {column.column} AS cell FROM {column.table}"):
            if sealed := column.bytes_of(row["cell"] or b""):
                assert alone.open(sealed, column.of(row["id"]))
                with pytest.raises(SealFault):
                    Sealer(OLD).open(sealed, column.of(row["id"]))


async def test_a_replica_that_serves_meanwhile_knows_everybody(app: Harness) -> None:
    """It takes the new key up a second later, so for a moment it writes as before."""
    await lived_through(app)
    await changed(app, NEW, OLD)
    await app.hears(AWA, "again")
    await app.hears(BILEL, "hello again")
    assert await app.one("SELECT COUNT(*) FROM contact") == 2
    assert await app.one("SELECT COUNT(*) FROM contact WHERE stopped_at IS NOT NULL") == 1
    await hold_to_key(app.executor, app.sealer)
    await app.hears(AWA, "and again")
    assert await app.one("SELECT COUNT(*) FROM contact") == 2
    await changed(app, NEW, OLD)
    assert set((await kept(app))[1]) == {2}


async def test_after_it_the_new_key_alone_serves_and_stop_still_holds(
    app: Harness, database: Database
) -> None:
    await lived_through(app)
    await changed(app, NEW, OLD)
    alone = Sealer(NEW)
    await hold_to_key(database.executor, alone)
    later = await build_harness(database.executor, sealer=alone)
    later.numbers = app.numbers
    await later.hears(AWA, "menu")
    await later.hears(BILEL, "menu")
    rows = await app.rows("SELECT id, stopped_at FROM contact ORDER BY id")
    assert [row["stopped_at"] is not None for row in rows] == [False, True]
    await later.hears(BILEL, "start")
    assert await app.one("SELECT COUNT(*) FROM suppression") == 0
    with pytest.raises(KeyFault, match="another DALIL_SECRET_KEY"):
        await hold_to_key(database.executor, Sealer(OLD))
    await later.inbox.stop()
    await later.outbox.stop()


async def test_who_stole_the_old_key_can_try_nothing_out(app: Harness) -> None:
    await lived_through(app)
    await changed(app, NEW, OLD)
    (row,) = await app.rows("SELECT address_hash FROM contact")
    guessed = Sealer(OLD).address_hash("telegram", AWA)
    assert guessed not in bytes(row["address_hash"])
    chained = Sealer(NEW, OLD).address_hashes("telegram", AWA)
    assert chained == [guessed, bytes(row["address_hash"])]


class Killed(Exception):
    """The process was killed."""


class DyingExecutor:
    """Carries out so many transactions, then the process is gone."""

    def __init__(self, executor: Any, lives: int) -> None:
        self._executor, self._lives = executor, lives

    async def run(self, transaction: Any, **about: Any) -> Any:
        if self._lives == 0:
            raise Killed
        self._lives -= 1
        return await self._executor.run(transaction, **about)


async def test_killed_at_any_moment_it_comes_to_its_end_the_next_time(app: Harness) -> None:
    await lived_through(app)
    for lives in range(10):
        dying: Any = DyingExecutor(app.executor, lives)
        with pytest.raises(Killed):
            await rekey(dying, Sealer(NEW, OLD), app.clock, AT_ONCE)
        if lives > 2:
            with pytest.raises(KeyFault, match="has not come to its end"):
                await hold_to_key(app.executor, Sealer(NEW))
    await changed(app, NEW, OLD)
    assert set((await kept(app))[1]) == {2}
    await hold_to_key(app.executor, Sealer(NEW))


async def test_a_third_key_follows_the_second(app: Harness) -> None:
    await lived_through(app)
    await changed(app, NEW, OLD)
    await changed(app, NEWER, NEW)
    alone = Sealer(NEWER)
    await hold_to_key(app.executor, alone)
    (row,) = await app.rows("SELECT address_hash FROM contact")
    assert alone.address_hash("telegram", AWA) == bytes(row["address_hash"])
    assert alone.generation == 3
    with pytest.raises(KeyFault, match="in use here before"):
        await changed(app, NEW, NEWER)


async def test_with_one_key_what_was_sealed_before_is_bound_to_its_row(app: Harness) -> None:
    await lived_through(app)
    old = Sealer(OLD)
    (row,) = await app.rows("SELECT id FROM contact")
    loose = SESSION.as_kept(old.seal("{}", Cell("session")))

    def loosen() -> Transaction[None]:
        yield Sql("UPDATE contact SET session = ?", (loose,))

    await app.executor.run(loosen)
    done = await rekey(app.executor, old, app.clock, AT_ONCE)
    assert (done.sealed, done.hashed, done.closed) == (1, 0, 0)
    (row,) = await app.rows("SELECT id, session FROM contact")
    bound = SESSION.bytes_of(row["session"])
    assert old.open(bound, Cell(SESSION.of(row["id"]).where)) == "{}"
