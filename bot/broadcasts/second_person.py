"""Does a reminder go to so many people that two have to agree? Its author is never both."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.database.transaction import Sql, Transaction
from services_directory.values.limits import Limits

WAITING = "waiting"
"""The state of a reminder until a second person agrees."""


def first_state(people: int, limits: Limits) -> str:
    """How a reminder begins that so many people would get."""
    return WAITING if people > limits.second_person_above else "scheduled"


def approve(
    reminder_id: int, by: str, now: datetime, also: Callable[[int], Transaction[None]] | None
) -> Transaction[bool]:
    """Let it go at its time. False where it does not wait, is too late, or `by` wrote it."""
    agreed = yield Sql(
        "UPDATE reminder SET state = 'scheduled', approved_by = ?"
        f" WHERE id = ? AND state = '{WAITING}' AND created_by <> ? AND expires_at > ?"
        " RETURNING id",
        (by, reminder_id, by, now),
    )
    if agreed and also is not None:
        yield from also(reminder_id)
    return bool(agreed)
