"""A wish stands as the seats do that came of it: whoever moves a seat moves the wish with it.

So a registration and a course never say two things of one person. Staff mark only what no seat
says (`admin/pages/interest_state.py`).
"""

from __future__ import annotations

from datetime import datetime

from bot.database.transaction import Sql, Transaction
from flows.engine.enrolments.states import CURRENT, LeaveReason
from flows.registration.interest_states import ENDED, state_by_seats

HAS_SEAT = (
    "EXISTS (SELECT 1 FROM enrolment AS e WHERE e.interest_id = interest.id"
    f" AND e.state IN ({', '.join(repr(str(each)) for each in sorted(CURRENT))}))"
)
"""Of a row of `interest`: whether it is in a cohort, invited to one, or waits for a seat."""


def follow_seat(
    enrolment_id: int, now: datetime, left: LeaveReason | None = None
) -> Transaction[None]:
    """Part of the transaction that moved this enrolment. `left`: why, if they just left it."""
    rows = yield Sql(
        "SELECT o.state, o.interest_id FROM enrolment AS e"
        " JOIN enrolment AS o ON o.interest_id = e.interest_id WHERE e.id = ?",
        (enrolment_id,),
    )
    if not rows:
        return
    state = state_by_seats({row["state"] for row in rows}, left)
    yield Sql(
        "UPDATE interest SET state = ?, not_possible = NULL, done_at = ?, done_by = NULL"
        " WHERE id = ? AND state <> ?",
        (str(state), now if state in ENDED else None, rows[0]["interest_id"], str(state)),
    )
