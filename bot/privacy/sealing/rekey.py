"""How does everything get under a new key while people are served?

First the new generation is written down; replicas, which know both keys, take it up within a
second (`bot/bootstrap.py`). Then all columns of `sealed_columns.py` are gone through, again and
again, until a whole pass finds nothing of an older one. Killed at any moment, it begins anew, and
passes over what is done.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.database.transaction import Executor, Row, Sql, Transaction
from bot.privacy.sealing.key_check import generations, take_up
from bot.privacy.sealing.keys import KeyFault
from bot.privacy.sealing.sealed_columns import HASH_KEY, HASHED, SEALED, HashedColumn, SealedColumn
from bot.privacy.sealing.sealer import Sealer, SealFault

PORTION = 100
"""Few at a time: people's messages wait behind each transaction."""

TAKEN_UP_AFTER = timedelta(seconds=3)
"""By then every replica seals and hashes with the new key."""


@dataclass(slots=True)
class Rekeyed:
    """How many cells were sealed or hashed anew, and how many no key of ours opens."""

    sealed: int = 0
    hashed: int = 0
    closed: int = 0


async def rekey(
    executor: Executor,
    sealer: Sealer,
    clock: Callable[[], datetime],
    settle: timedelta = TAKEN_UP_AFTER,
) -> Rekeyed:
    """Put everything under the newest of our keys. With one key alone: bind it to its rows.

    Raises KeyFault where the key that is in use is not among ours."""
    known = await executor.run(lambda: generations(sealer.fingerprint))
    take_up(known, sealer)
    newest = sealer.fingerprints[0]
    if newest != sealer.fingerprint:
        if newest in {each.fingerprint for each in known}:
            raise KeyFault("That key was in use here before and was left: make a new one.")
        known = await executor.run(lambda: _begin(newest, sealer))
        take_up(known, sealer)
        await asyncio.sleep(settle.total_seconds())
    total = Rekeyed()
    while await _pass(executor, sealer, total):
        pass
    await executor.run(lambda: _finish(sealer.generation, clock()))
    return total


def _begin(newest: str, sealer: Sealer) -> Transaction[Any]:
    """Write the new generation down; the key it follows leaves its hash key, sealed with that."""
    number = sealer.generation
    coming = sealer.following(newest)
    yield Sql(
        "UPDATE house_key SET hash_key_sealed = ? WHERE id = ?",
        (coming.seal(sealer.hash_key.hex(), HASH_KEY.of(number)), number),
    )
    yield Sql("INSERT INTO house_key (id, fingerprint) VALUES (?, ?)", (number + 1, newest))
    return (yield from generations(newest))


def _finish(number: int, now: datetime) -> Transaction[None]:
    yield Sql("UPDATE house_key SET finished_at = ? WHERE id = ?", (now, number))


async def _pass(executor: Executor, sealer: Sealer, total: Rekeyed) -> bool:
    """Go through everything once; whether anything of an older key was found."""
    this = Rekeyed()
    for column in SEALED:
        after: Any = 0
        while after is not None:
            after = await executor.run(lambda c=column, a=after: _seal_some(c, a, sealer, this))  # type: ignore[misc]
    for hashed in HASHED:
        after = b""
        while after is not None:
            after = await executor.run(lambda c=hashed, a=after: _hash_some(c, a, sealer, this))  # type: ignore[misc]
    total.sealed, total.hashed = total.sealed + this.sealed, total.hashed + this.hashed
    total.closed = this.closed
    return bool(this.sealed or this.hashed)


def _seal_some(
    column: SealedColumn, after: int, sealer: Sealer, done: Rekeyed
) -> Transaction[int | None]:
    """The last id looked at; None at the end. What somebody changes meanwhile is sealed by them."""
    table, name = column.table, column.column
    rows = yield Sql(
        f"SELECT id, {column.bound_to} AS bound_to, {name} AS cell FROM {table}"
        f" WHERE id > ? AND {name} IS NOT NULL ORDER BY id LIMIT {PORTION}",
        (after,),
    )
    for row in rows:
        try:
            fresh = _fresh(column, row, sealer)
        except SealFault:
            done.closed += 1
            continue
        if fresh is not None:
            yield Sql(
                f"UPDATE {table} SET {name} = ? WHERE id = ? AND {name} = ?",
                (fresh, row["id"], row["cell"]),
            )
            done.sealed += 1
    return rows[-1]["id"] if len(rows) == PORTION else None


def _fresh(column: SealedColumn, row: Row, sealer: Sealer) -> bytes | str | None:
    sealed = column.bytes_of(row["cell"])
    fresh = sealer.sealed_anew(sealed, column.of(row["bound_to"])) if sealed else None
    return None if fresh is None else column.as_kept(fresh)


def _hash_some(
    column: HashedColumn, after: bytes, sealer: Sealer, done: Rekeyed
) -> Transaction[bytes | None]:
    table, name = column.table, column.column
    rows = yield Sql(
        f"SELECT DISTINCT {name} AS cell FROM {table} WHERE {name} > ?"
        f" ORDER BY {name} LIMIT {PORTION}",
        (after,),
    )
    cells = [bytes(row["cell"]) for row in rows]
    for cell in cells:
        lifted = sealer.lifted(cell)
        if lifted == cell:
            continue
        once = f" AND NOT EXISTS (SELECT 1 FROM {table} AS other WHERE other.{name} = ?)"
        changed = yield Sql(
            f"UPDATE {table} SET {name} = ? WHERE {name} = ?{'' if column.repeats else once}"
            " RETURNING 1 AS one",
            (lifted, cell) if column.repeats else (lifted, cell, lifted),
        )
        done.hashed += bool(changed)
        if column.alone:
            yield Sql(f"DELETE FROM {table} WHERE {name} = ?", (cell,))
    return cells[-1] if len(cells) == PORTION else None
