"""What is kept of one enrolment, to be told to whose it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from types import MappingProxyType

from flows.engine.enrolments.states import EnrolmentState, LeaveReason


class Lent(Enum):
    """Whose an enrolment is that somebody sees. BY_CODE: of who has its code on paper and no
    phone. SEEN: of another phone, so its code only tells."""

    NOT = "not"
    BY_CODE = "by_code"
    SEEN = "seen"


@dataclass(frozen=True, slots=True)
class KeptEnrolment:
    """`position` of `in_line`: where somebody waits. By the numbers of the meetings, `coming`: what
    they said of classes as these are now, and `attended`: what a trainer marked. `asked_again`: of
    which classes what they said was said of another time or place. `receipt`: the code of the wish
    it came from. `left_why`: of one that is over. `called`: the first name, also where it was
    given with that wish. `opinions`: how many of the questions about the course they answered.
    `certificate`: its code; `is_named`: whoever checks it is told a name."""

    id: int
    cohort_id: int
    state: EnrolmentState
    recorded_on: date
    seats: int = 1
    position: int = 0
    in_line: int = 0
    answer_by: datetime | None = None
    first_name: str = ""
    discreet: bool = False
    opinions: int = 0
    coming: Mapping[int, bool] = field(default_factory=lambda: MappingProxyType({}))
    attended: Mapping[int, bool] = field(default_factory=lambda: MappingProxyType({}))
    asked_again: frozenset[int] = frozenset()
    receipt: str = ""
    called: str = ""
    left_why: LeaveReason | None = None
    lent: Lent = Lent.NOT
    certificate: str = ""
    is_named: bool = False
