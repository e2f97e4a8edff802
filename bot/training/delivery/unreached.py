"""Whom did no word of a class, or of the seat kept for them, reach, and why?

Of a class as it is now, and of what was written of it the last word counts.
"""

from __future__ import annotations

from typing import NamedTuple

from bot.database.transaction import Row, Sql, Transaction
from bot.training.notices import KNOWN
from bot.training.reminder_plan import NoticeKind


class Unreached(NamedTuple):
    """`kind`: FIRST, CLASS, CHANGED or INVITED. `reason`: of `LeftOut`, `TOO_LATE`, or what became
    of the message, as the outbox has it."""

    kind: NoticeKind
    reason: str


THE_SEAT = 0
"""In place of a class: that a seat is kept for somebody."""


def unreached_in(cohort_id: int) -> Transaction[dict[int, dict[int, Unreached]]]:
    """By enrolment, and class or `THE_SEAT`; nothing of a class of which they had word since."""
    rows = yield Sql(
        "SELECT n.enrolment_id, n.meeting_id, n.kind, n.left_out, o.state, o.state_reason"
        " FROM class_notice AS n JOIN enrolment AS e ON e.id = n.enrolment_id"
        " LEFT JOIN class_meeting AS m ON m.id = n.meeting_id"
        " LEFT JOIN outbound_message AS o ON o.id = n.outbound_id"
        " WHERE e.cohort_id = ? AND (n.kind = 'invited'"
        " OR (n.kind IN ('first', 'class', 'changed') AND n.sequence = m.sequence))"
        " ORDER BY n.told_at, n.id",
        (cohort_id,),
    )
    found: dict[int, dict[int, Unreached]] = {}
    for row in rows:
        of_one, reason = found.setdefault(row["enrolment_id"], {}), _why_not(row)
        of_one.pop(row["meeting_id"], None)
        if reason is not None:
            of_one[row["meeting_id"]] = Unreached(NoticeKind(row["kind"]), reason)
    return found


def _why_not(row: Row) -> str | None:
    """None where it was told, or is on its way."""
    if row["left_out"] is not None:
        return None if row["left_out"] == KNOWN else str(row["left_out"])
    if row["state"] in ("failed", "cancelled"):
        return str(row["state_reason"] or "")
    return None
