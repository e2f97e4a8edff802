"""Where does somebody stand with a cohort, and why did they leave? As it is stored."""

from __future__ import annotations

from enum import StrEnum


class EnrolmentState(StrEnum):
    """Stored. Invited: a seat is kept until `answer_by`. Waiting: in line, with no seat."""

    INVITED = "invited"
    WAITING = "waiting"
    CONFIRMED = "confirmed"
    ATTENDING = "attending"
    COMPLETED = "completed"
    DROPPED = "dropped"


ENROLLED = frozenset((EnrolmentState.CONFIRMED, EnrolmentState.ATTENDING))
"""Who comes to the classes."""

TOOK_PART = frozenset((EnrolmentState.ATTENDING, EnrolmentState.COMPLETED))
"""Who was at a class, and has not left."""

HOLDING_A_SEAT = ENROLLED | {EnrolmentState.INVITED, EnrolmentState.COMPLETED}
CURRENT = ENROLLED | {EnrolmentState.INVITED, EnrolmentState.WAITING}


class LeaveReason(StrEnum):
    """Why somebody leaves, or is no longer waited for; stored.

    SILENT: an invitation that nobody answered. MISSED: they were not at enough classes.
    The others are what people pick.
    """

    TIME = "time"
    DISTANCE = "distance"
    WORK = "work"
    OTHER_COURSE = "other_course"
    UNSAID = "unsaid"
    DECLINED = "declined"
    SILENT = "silent"
    CALLED_OFF = "called_off"
    MISSED = "missed"
