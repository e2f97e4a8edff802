"""How does somebody stand with a course? One table, for the chat, MY DATA, a code, and staff.

Asked for, waiting in line, offered, has a seat, takes part, went through, given back: each has
words of its own, and they are said nowhere else.
"""

from __future__ import annotations

from enum import Enum

from flows.components.training.class_messages import CohortWords
from flows.engine.enrolments.kept import KeptEnrolment
from flows.engine.enrolments.states import EnrolmentState, LeaveReason
from flows.engine.text import Line, Text, _, plural


class Standing(Enum):
    """What a state and the reason for leaving come to, in the order in which they follow."""

    ASKED_FOR = "asked_for"
    IN_LINE = "in_line"
    OFFERED = "offered"
    HAS_SEAT = "has_seat"
    TAKES_PART = "takes_part"
    WENT_THROUGH = "went_through"
    GIVEN_BACK = "given_back"
    PASSED_ON = "passed_on"
    CALLED_OFF = "called_off"
    MISSED = "missed"


_OF_STATE = {
    EnrolmentState.WAITING: Standing.IN_LINE,
    EnrolmentState.INVITED: Standing.OFFERED,
    EnrolmentState.CONFIRMED: Standing.HAS_SEAT,
    EnrolmentState.ATTENDING: Standing.TAKES_PART,
    EnrolmentState.COMPLETED: Standing.WENT_THROUGH,
    EnrolmentState.DROPPED: Standing.GIVEN_BACK,
}
_OF_REASON = {
    LeaveReason.SILENT: Standing.PASSED_ON,
    LeaveReason.CALLED_OFF: Standing.CALLED_OFF,
    LeaveReason.MISSED: Standing.MISSED,
}

TOLD: dict[Standing, Text] = {
    Standing.ASKED_FOR: _("you asked for it"),
    Standing.IN_LINE: _("you wait for a seat"),
    Standing.OFFERED: _("a seat is kept until you answer"),
    Standing.HAS_SEAT: _("you have a seat"),
    Standing.TAKES_PART: _("you take part"),
    Standing.WENT_THROUGH: _("you took part"),
    Standing.GIVEN_BACK: _("you gave the seat back"),
    Standing.PASSED_ON: _("the seat went to somebody else"),
    Standing.CALLED_OFF: _("the course was called off"),
    Standing.MISSED: _("you were not at enough classes"),
}
WHY_LEFT: dict[LeaveReason, Line] = {
    LeaveReason.TIME: _("The time does not suit me"),
    LeaveReason.DISTANCE: _("It is too far"),
    LeaveReason.WORK: _("I found work"),
    LeaveReason.OTHER_COURSE: _("I learn something else"),
    LeaveReason.UNSAID: _("I prefer not to say"),
}
"""As somebody picks it, and is told it again."""

FOR_STAFF: dict[Standing, Text] = {
    Standing.ASKED_FOR: _("Asked for it"),
    Standing.IN_LINE: _("In line for a seat"),
    Standing.OFFERED: _("Invited, has not answered"),
    Standing.HAS_SEAT: _("Has a seat"),
    Standing.TAKES_PART: _("Takes part"),
    Standing.WENT_THROUGH: _("Took part to the end"),
    Standing.GIVEN_BACK: _("Gave the seat back"),
    Standing.PASSED_ON: _("Did not answer, the seat was passed on"),
    Standing.CALLED_OFF: _("Called off"),
    Standing.MISSED: _("Was not at enough classes"),
}


def standing_of(state: EnrolmentState, why: LeaveReason | None) -> Standing:
    is_over = state == EnrolmentState.DROPPED
    return (_OF_REASON.get(why) if is_over and why else None) or _OF_STATE[state]


def told_of(enrolment: KeptEnrolment, words: CohortWords | None) -> Text:
    """To the person, with what there is to know: "you wait for a seat, 3 of 8"."""
    standing = standing_of(enrolment.state, enrolment.left_why)
    if standing is Standing.IN_LINE and enrolment.position:
        return _(
            "you wait for a seat, {place} of {n}", place=enrolment.position, n=enrolment.in_line
        )
    if standing is Standing.OFFERED and enrolment.answer_by is not None and words is not None:
        return _("a seat is kept for you until {when}", when=words.until(enrolment.answer_by))
    if standing is Standing.HAS_SEAT and enrolment.seats > 1:
        return plural("you have {n} seat", "you have {n} seats", enrolment.seats)
    return TOLD[standing]


def line_of(enrolment: KeptEnrolment, course: Line, words: CohortWords | None) -> Text:
    return _("{course}: {state}.", course=course, state=told_of(enrolment, words))
