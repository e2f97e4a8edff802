"""How many answers had somebody who is erased? Kept for a day, so that ERASE is no way round the
limit of answers.

Found by a digest of the address's keyed hash and the day: it leads from one day to no other. Of who
writes again on the day they were erased, or the next, the answers count on.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta

from bot.database.transaction import Sql, Transaction
from bot.privacy.sealing.sealed_columns import ANSWERS_HAD
from bot.privacy.sealing.sealer import Sealer, SealFault
from flows.engine.limits.allowance import NOTHING_HAD, Allowance, from_list, to_list
from services_directory.values.json_text import from_json, to_json_text

KEPT = timedelta(days=1)
"""The longest stretch in which answers are counted."""


def keep_answers_had(
    had: Allowance, address_hashes: Iterable[bytes], sealer: Sealer, now: datetime
) -> Transaction[None]:
    """Part of the transaction that erases: for each address by which they may come again."""
    if had == NOTHING_HAD:
        return
    for each in address_hashes:
        rows = yield Sql(
            "INSERT INTO answers_had (day_digest, erased_at) VALUES (?, ?)"
            " ON CONFLICT (day_digest) DO UPDATE SET erased_at = excluded.erased_at RETURNING id",
            (_digest(each, now, sealer), now),
        )
        row_id = rows[0]["id"]
        sealed = sealer.seal(to_json_text(to_list(had)), ANSWERS_HAD.of(row_id))
        yield Sql("UPDATE answers_had SET had_sealed = ? WHERE id = ?", (sealed, row_id))


def answers_had(
    address_hashes: Iterable[bytes], sealer: Sealer, now: datetime
) -> Transaction[Allowance]:
    """Part of the transaction in which somebody comes for the first time, as far as we know."""
    for day in (now, now - KEPT):
        for each in address_hashes:
            rows = yield Sql(
                "DELETE FROM answers_had WHERE day_digest = ? AND erased_at >= ?"
                " RETURNING id, had_sealed",
                (_digest(each, day, sealer), now - KEPT),
            )
            for row in rows:
                with suppress(SealFault, ValueError, TypeError):
                    told = sealer.open(bytes(row["had_sealed"]), ANSWERS_HAD.of(row["id"]))
                    return from_list(from_json(told))
    return NOTHING_HAD


def _digest(address_hash: bytes, now: datetime, sealer: Sealer) -> bytes:
    return sealer.digest(f"answers had {now.date().isoformat()} {address_hash.hex()}")
