"""What becomes of a message that was given up, and has no contact whose page would show it?

Its row goes. Where a receiver would have read it (the number was refused, no SMS is paid for to it
any more, or it came too late), staff look, and wait for no answer: what it told of stands in its
row until they know.
"""

from __future__ import annotations

from datetime import datetime

from bot.database.transaction import Sql, Transaction
from bot.privacy.sealing.sealed_columns import REFERRAL
from bot.privacy.sealing.sealer import Sealer
from bot.privacy.traces.addresses import changed
from bot.privacy.traces.waiting import referral_in
from flows.engine.referrals import OPEN


def clear_lost(sealer: Sealer, now: datetime) -> Transaction[None]:
    """In a transaction of its own: who takes a step holds the referral first, and then messages."""
    lost = yield Sql(
        "SELECT id, tells_of FROM outbound_message WHERE contact_id IS NULL"
        " AND tells_of IS NOT NULL AND state NOT IN ('queued', 'sending') ORDER BY id"
    )
    for row in lost:
        referral_id = referral_in(row["tells_of"])
        if referral_id is not None:
            yield from not_arrived(referral_id, sealer, now)
        yield Sql("DELETE FROM outbound_message WHERE id = ?", (row["id"],))
    # A farewell that never left holds the last address of somebody who asked to be forgotten.
    yield Sql(
        "DELETE FROM outbound_message"
        " WHERE contact_id IS NULL AND reminder_id IS NULL AND tells_of IS NULL"
        " AND state NOT IN ('queued', 'sending')"
    )


def not_arrived(referral_id: int, sealer: Sealer, now: datetime) -> Transaction[None]:
    """What was written to the receiver of an open referral reached nobody."""
    found = yield Sql(
        "SELECT id, state, told_sealed AS cell FROM referral WHERE id = ?",
        (referral_id,),
        lock=True,
    )
    for row in found:
        if row["state"] in OPEN:
            yield Sql(
                "UPDATE referral SET told_sealed = ?, back_at = COALESCE(back_at, ?) WHERE id = ?",
                (changed(REFERRAL, row, sealer, not_arrived=True), now, row["id"]),
            )
