"""A backup was put back: what a referral was taken back since then stays taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.database.transaction import Sql, Transaction
from bot.privacy.sealing.sealer import Sealer
from bot.privacy.traces.waiting import drop_waiting, tells_of_passed, tells_of_referral
from flows.engine.referrals import ReferralState


def take_back_again(codes: Mapping[bytes, datetime], sealer: Sealer) -> Transaction[None]:
    """Part of a transaction. `codes`: hashes of the last generation, and when it was said."""
    if not codes:
        return
    withdrawn = ReferralState.WITHDRAWN.value
    rows = yield Sql("SELECT id, code_hash FROM referral WHERE state <> ?", (withdrawn,))
    for row in rows:
        said_at = codes.get(sealer.lifted(bytes(row["code_hash"]), to_the_last=True))
        if said_at is None:
            continue
        yield Sql(
            "UPDATE referral SET state = ?, refused = NULL, outcome = NULL, passed_sealed = NULL,"
            " passed_hash = NULL, due_at = NULL, tell_at = NULL, ended_at = ?,"
            " link_step = link_step + 1 WHERE id = ?",
            (withdrawn, said_at, row["id"]),
        )
        yield from drop_waiting(tells_of_passed(row["id"]), tells_of_referral(row["id"]))
