"""A referral as it stands in its row, and the statements that read, add and change it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.contacts.aliases import hashed
from bot.database.transaction import Row, Sql, Transaction, as_time
from bot.privacy.sealing.sealer import Sealer
from bot.referrals.sealed import ReferralSubject, code_hashes, open_passed, open_told
from flows.engine.referrals import OPEN, Outcome, ReferralState, Refused, Urgency
from flows.referrals.receiver_words import Passed


@dataclass(frozen=True, slots=True)
class StoredReferral:
    """`passed` None: it is gone, or was never to be passed on."""

    id: int
    contact_id: int
    state: ReferralState
    refused: Refused | None
    outcome: Outcome | None
    urgency: Urgency
    told: ReferralSubject
    passed: Passed | None
    created_at: datetime
    created_by: str
    sent_at: datetime | None
    answer_by: datetime | None
    due_at: datetime | None
    reminded_at: datetime | None
    accepted_at: datetime | None
    back_at: datetime | None
    seen_by: str | None
    link_step: int
    consent_version: str | None


def stored(row: Row, sealer: Sealer) -> StoredReferral:
    """A row, opened."""
    return StoredReferral(
        id=row["id"],
        contact_id=row["contact_id"],
        state=ReferralState(row["state"]),
        refused=Refused(row["refused"]) if row["refused"] else None,
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        urgency=Urgency(row["urgency"]),
        told=open_told(row["id"], row["told_sealed"], sealer),
        passed=open_passed(row["id"], row["passed_sealed"], sealer),
        created_at=as_time(row["created_at"]),
        created_by=row["created_by"],
        sent_at=_time(row["sent_at"]),
        answer_by=_time(row["answer_by"]),
        due_at=_time(row["due_at"]),
        reminded_at=_time(row["reminded_at"]),
        accepted_at=_time(row["accepted_at"]),
        back_at=_time(row["back_at"]),
        seen_by=row["seen_by"],
        link_step=row["link_step"],
        consent_version=row["consent_version"],
    )


def _time(value: datetime | str | None) -> datetime | None:
    return None if value is None else as_time(value)


def read_one(referral_id: int, sealer: Sealer) -> Transaction[StoredReferral | None]:
    """Part of a transaction that may change it: nobody else does meanwhile."""
    rows = yield Sql("SELECT * FROM referral WHERE id = ?", (referral_id,), lock=True)
    return stored(rows[0], sealer) if rows else None


def of_contact(contact_id: int, sealer: Sealer) -> Transaction[list[StoredReferral]]:
    """Part of a transaction: all of somebody's, the oldest first."""
    rows = yield Sql(
        "SELECT * FROM referral WHERE contact_id = ? ORDER BY created_at, id", (contact_id,)
    )
    return [stored(row, sealer) for row in rows]


def by_code(code: str, contact_id: int, sealer: Sealer) -> Transaction[StoredReferral | None]:
    """Part of a transaction: one of this contact's."""
    hashes = code_hashes(code, sealer)
    rows = yield Sql(
        f"SELECT * FROM referral WHERE contact_id = ? AND {hashed(hashes, 'code_hash')}",
        (contact_id, *hashes),
        lock=True,
    )
    return stored(rows[0], sealer) if rows else None


def open_at(hashes: Sequence[bytes], sealer: Sealer) -> Transaction[list[StoredReferral]]:
    """Part of a transaction: what the receiver at this number may still answer."""
    states = sorted(OPEN - {ReferralState.ASKED})
    rows = yield Sql(
        f"SELECT * FROM referral WHERE {hashed(hashes, 'receiver_hash')}"
        f" AND state IN ({', '.join('?' * len(states))}) ORDER BY created_at, id",
        (*hashes, *states),
        lock=True,
    )
    return [stored(row, sealer) for row in rows]
