"""How does a wish for a course or an offer stand, and what is the person told of it?

An SMS of one segment where it can be: the code tells which wish is meant, and nothing is promised
that staff have not marked.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from flows.engine.enrolments.states import ENROLLED, EnrolmentState, LeaveReason
from flows.engine.text import Line, Text, _


class InterestState(StrEnum):
    """Stored. DONE: seen to, with nothing more to tell, as all were before there were states.

    ENROLLED and LEFT are said by a seat alone; a seat says also that they are INVITED or WAITING,
    and that they went through it: DONE."""

    NEW = "new"
    CONTACTED = "contacted"
    INVITED = "invited"
    WAITING = "waiting"
    ENROLLED = "enrolled"
    LEFT = "left"
    NOT_POSSIBLE = "not_possible"
    WITHDRAWN = "withdrawn"
    DONE = "done"


class NotPossible(StrEnum):
    """Why; stored."""

    FULL = "full"
    CONDITIONS = "conditions"
    NOT_OFFERED = "not_offered"
    NOT_REACHED = "not_reached"


ENDED = frozenset(
    (
        InterestState.ENROLLED,
        InterestState.LEFT,
        InterestState.NOT_POSSIBLE,
        InterestState.WITHDRAWN,
        InterestState.DONE,
    )
)
"""Nothing is left to do for staff."""

NOT_REMINDED = frozenset(
    (
        InterestState.LEFT,
        InterestState.NOT_POSSIBLE,
        InterestState.WITHDRAWN,
        InterestState.DONE,
    )
)
"""No reminder of this offer concerns them any more."""

UNANSWERED = frozenset((InterestState.NEW, InterestState.CONTACTED))
"""They wait to hear from us."""

BY_SEAT = frozenset((InterestState.ENROLLED, InterestState.LEFT))
"""What only a seat says."""

STILL_WISHED = frozenset((LeaveReason.SILENT, LeaveReason.CALLED_OFF))
"""Who left so may not even know of it: they still wait to hear from us."""

REASONS: dict[NotPossible, Line] = {
    NotPossible.FULL: _("it is full"),
    NotPossible.CONDITIONS: _("it has conditions that do not fit"),
    NotPossible.NOT_OFFERED: _("it is not offered now"),
    NotPossible.NOT_REACHED: _("we could not reach you"),
}


def state_by_seats(
    seats: Collection[EnrolmentState], left: LeaveReason | None = None
) -> InterestState:
    """What the seats of a wish say of it. `left`: why somebody gave up the last of them."""
    standing = {
        InterestState.ENROLLED: ENROLLED,
        InterestState.INVITED: {EnrolmentState.INVITED},
        InterestState.WAITING: {EnrolmentState.WAITING},
        InterestState.DONE: {EnrolmentState.COMPLETED},
    }
    found = (state for state, those in standing.items() if not those.isdisjoint(seats))
    return next(found, InterestState.NEW if left in STILL_WISHED else InterestState.LEFT)


def state_of(state: str, why: str | None) -> tuple[InterestState, NotPossible | None]:
    """As they are stored."""
    return InterestState(state), NotPossible(why) if why else None


def told_of(
    state: InterestState, why: NotPossible | None, offer: Line, receipt: str
) -> Text | None:
    """What is written to the person when staff mark it so; None where there is nothing to say."""
    match state:
        case InterestState.INVITED:
            return _(
                "{offer}, code {receipt}: you are invited. Come to us, or write: HUMAN.",
                offer=offer,
                receipt=receipt,
            )
        case InterestState.WAITING:
            return _(
                "{offer} is full now. You are on the waiting list. Code {receipt}",
                offer=offer,
                receipt=receipt,
            )
        case InterestState.ENROLLED:
            return _("{offer}: you have a place. Code {receipt}", offer=offer, receipt=receipt)
        case InterestState.NOT_POSSIBLE:
            return _(
                "{offer}: not possible, {why}. Code {receipt}",
                offer=offer,
                why=REASONS[why or NotPossible.NOT_OFFERED],
                receipt=receipt,
            )
        case InterestState.WITHDRAWN:
            return _(
                "{offer}: taken off our list, as you wished. Code {receipt}",
                offer=offer,
                receipt=receipt,
            )
    return None


def standing(state: InterestState, why: NotPossible | None) -> Line:
    """How it stands, for who asks."""
    match state:
        case InterestState.NEW:
            return _("We know no date yet. If there is news, we tell you.")
        case InterestState.CONTACTED:
            return _("Our team is at it. If there is news, we tell you.")
        case InterestState.INVITED:
            return _("You are invited. Come to us, or write: HUMAN.")
        case InterestState.WAITING:
            return _("It is full now. You are on the waiting list.")
        case InterestState.ENROLLED:
            return _("You have a place.")
        case InterestState.LEFT:
            return _("You are not in the course any more. To come again, write: HUMAN.")
        case InterestState.NOT_POSSIBLE:
            return _("It is not possible: {why}.", why=REASONS[why or NotPossible.NOT_OFFERED])
        case InterestState.WITHDRAWN:
            return _("It is taken off our list, as you wished.")
        case InterestState.DONE:
            return _("Our team has seen to it.")
