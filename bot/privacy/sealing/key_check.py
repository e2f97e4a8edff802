"""Is our key the one by which the people in these tables were sealed, and which generation is it?

A replica with another key would answer everybody as a stranger, and give up what it cannot open.
"""

from __future__ import annotations

from typing import NamedTuple

from bot.database.transaction import Executor, Sql, Transaction
from bot.privacy.sealing.keys import KeyFault
from bot.privacy.sealing.sealed_columns import HASH_KEY
from bot.privacy.sealing.sealer import Sealer


class Generation(NamedTuple):
    """A key that was in use here, and the hash key it left, sealed; the last one is in use.

    `finished`: `dalil rekey` went through all tables with it."""

    number: int
    fingerprint: str
    hash_key_sealed: bytes | None
    finished: bool


async def hold_to_key(executor: Executor, sealer: Sealer) -> None:
    """Remember the key at the first start, and use the one in use here. Raises KeyFault when ours
    are others."""
    take_up(await executor.run(lambda: generations(sealer.fingerprint)), sealer)


def take_up(known: list[Generation], sealer: Sealer) -> None:
    """Let the sealer seal and hash as these generations say. Raises KeyFault."""
    *before, newest = known
    _refuse_other(newest.fingerprint, sealer)
    if before and not newest.finished and before[-1].fingerprint not in sealer.fingerprints:
        raise KeyFault(
            "`dalil rekey` has not come to its end: set DALIL_SECRET_KEY to both keys, `new,old`, "
            "and run it again; then leave the old one out."
        )
    inner = [
        bytes.fromhex(sealer.open(each.hash_key_sealed, HASH_KEY.of(each.number)))
        for each in before
        if each.hash_key_sealed is not None
    ]
    sealer.use(newest.fingerprint, inner)


async def refuse_other_key(executor: Executor, sealer: Sealer) -> None:
    """Raises KeyFault when the key in use here is none of ours. Reads alone, and any release's
    tables: before a migration as well."""
    fingerprint = await executor.run(_in_use)
    if fingerprint is not None:
        _refuse_other(fingerprint, sealer)


def _in_use() -> Transaction[str | None]:
    rows = yield Sql("SELECT fingerprint FROM house_key ORDER BY id DESC LIMIT 1")
    return rows[0]["fingerprint"] if rows else None


def _refuse_other(in_use: str, sealer: Sealer) -> None:
    if in_use not in sealer.fingerprints:
        raise KeyFault(
            "This database was filled with another DALIL_SECRET_KEY. Set that one (for a new key: "
            "`new,old`); every replica has the same. Without DALIL_SECRET_KEY, it is in the file "
            "secret.key of the data folder."
        )


def generations(first: str) -> Transaction[list[Generation]]:
    """Every generation, the oldest first; in an empty table the key with fingerprint `first`."""
    yield Sql(
        "INSERT INTO house_key (id, fingerprint) VALUES (1, ?) ON CONFLICT (id) DO NOTHING",
        (first,),
    )
    rows = yield Sql(
        "SELECT id, fingerprint, hash_key_sealed, finished_at FROM house_key ORDER BY id"
    )
    return [
        Generation(
            row["id"],
            row["fingerprint"],
            None if row["hash_key_sealed"] is None else bytes(row["hash_key_sealed"]),
            row["finished_at"] is not None,
        )
        for row in rows
    ]
