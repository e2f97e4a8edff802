"""Which messages that wait to be sent tell of somebody else than their reader?

They stand in the reader's row, so nobody would find them by the contact of whom they tell. Each
says of what it tells (`outbound_message.tells_of`), until it is settled.
"""

from __future__ import annotations

from bot.database.transaction import Sql, Transaction

ROLL = "roll"
"""First names of a class, told to its trainer: not of which, since that would stand in clear."""

HOLDER = "holder"
"""The name of somebody who has a certificate, told to whoever wrote its code; not of which."""


def tells_of_referral(referral_id: int) -> str:
    """What a receiver is asked: kind of help, town, language."""
    return f"referral.{referral_id}"


def referral_in(tells_of: str) -> int | None:
    """Which referral a receiver was asked of; None where it tells of something else."""
    kind, _dot, number = tells_of.partition(".")
    return int(number) if kind == "referral" else None


def tells_of_passed(referral_id: int) -> str:
    """What a receiver is told after a yes: name, number, words."""
    return f"passed.{referral_id}"


def drop_waiting(*subjects: str) -> Transaction[bool]:
    """Part of a transaction: what tells of these leaves no more, neither now nor after a provider
    refused it. Whether some of it is on its way just now, and may still arrive."""
    if not subjects:
        return False
    rows = yield Sql(
        f"DELETE FROM outbound_message WHERE tells_of IN ({', '.join('?' * len(subjects))})"
        " AND state IN ('queued', 'sending') RETURNING state",
        subjects,
    )
    return any(row["state"] == "sending" for row in rows)
