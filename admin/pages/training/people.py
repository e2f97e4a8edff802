"""How those who take part are told on the pages of trainers: by number and first name, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from admin.rendering.formatting import say
from admin.rendering.labels import LEFT_OUT, REASONS
from bot.contacts.walk_in import WALK_IN
from bot.training.attendance import Marks, is_marked
from bot.training.enrolments import NotInvited
from bot.training.notices import TOO_LATE
from bot.training.reminder_plan import NoticeKind
from bot.training.rosters import Roster, RosterLine
from flows.components.training.seat_states import FOR_STAFF, standing_of
from flows.engine.enrolments.states import CURRENT, EnrolmentState, LeaveReason
from flows.engine.text import Text, _
from services_directory.training.values import ClassMeeting

LEFT: dict[LeaveReason, Text] = {
    LeaveReason.TIME: _("no time"),
    LeaveReason.DISTANCE: _("too far away"),
    LeaveReason.WORK: _("found work"),
    LeaveReason.OTHER_COURSE: _("found another course"),
    LeaveReason.UNSAID: _("did not say why"),
    LeaveReason.DECLINED: _("did not want the seat"),
    LeaveReason.SILENT: _("did not answer in time"),
    LeaveReason.CALLED_OFF: _("the cohort was cancelled"),
    LeaveReason.MISSED: _("was not at enough classes"),
}
NOT_INVITED: dict[NotInvited, Text] = {
    NotInvited.ALREADY: _("is in this cohort already"),
    NotInvited.FULL: _("no seat is left"),
    NotInvited.CLOSED: _("enrolment is closed"),
    NotInvited.CANNOT_BE_TOLD: _("may not be written to, or cannot be reached"),
    NotInvited.SEAT_FREE: _("a seat is free: invite them"),
}

_NOT_KNOWN = _("nobody told us why")


@dataclass(frozen=True, slots=True)
class Person:
    """One line of a roster. `number`: by which trainers call them, 0 for who takes no part."""

    line: RosterLine
    number: int
    name: str
    state: Text

    @property
    def has_no_phone(self) -> bool:
        return self.line.channel == WALK_IN

    @property
    def left(self) -> Text | None:
        return LEFT[self.line.left_why] if self.line.left_why else None


def people_of(roster: Roster) -> list[Person]:
    """Everybody in it, those who take part first and numbered, who left at the end."""
    taking_part = [each for each in roster.lines if is_marked(each.state)]
    others = [each for each in roster.lines if not is_marked(each.state)]
    others.sort(key=lambda each: list(EnrolmentState).index(each.state))
    numbered = [(each, each.roll_number or 0) for each in taking_part]
    numbered.sort(key=lambda each: each[1])
    return [
        Person(
            line,
            number,
            line.first_name or say(_("No name given")),
            FOR_STAFF[standing_of(line.state, line.left_why)],
        )
        for line, number in [*numbered, *((each, 0) for each in others)]
    ]


def why_unreached(person: Person, meeting_id: int) -> str:
    """Why no word of a class reached them; "" where it did, or none is due yet."""
    told = person.line.unreached.get(meeting_id)
    if told is None:
        return ""
    reasons: Mapping[str, Text] = {each.value: words for each, words in LEFT_OUT.items()}
    known = {TOO_LATE: _("it was too late"), **reasons, **REASONS}
    return say(known[told.reason]) if told.reason in known else told.reason or say(_NOT_KNOWN)


def missed_change(person: Person, meeting_id: int) -> bool:
    """Whether it was a change of the class that did not reach them."""
    told = person.line.unreached.get(meeting_id)
    return told is not None and told.kind == NoticeKind.CHANGED


def unreached_class(
    person: Person, meetings: Sequence[ClassMeeting], now: datetime
) -> ClassMeeting | None:
    """The next of these classes, of which no word reached somebody who was to come; one is enough
    to call them, also where a whole timetable moved."""
    if person.line.state not in CURRENT and person.line.left_why != LeaveReason.CALLED_OFF:
        return None
    return next(
        (each for each in meetings if each.id in person.line.unreached and each.ends_at > now), None
    )


def was_there(marks: Mapping[int, Marks], enrolment_id: int) -> int:
    """To how many classes somebody came, as they are marked."""
    return sum(each.get(enrolment_id, False) for each in marks.values())


@dataclass(frozen=True, slots=True)
class Counted:
    """Of a class: how many were there, and of how many who take part nobody knows."""

    there: int
    unknown: int


def counted(marks: Marks, people: Sequence[Person]) -> Counted:
    unmarked = (bool(each.number) and each.line.enrolment_id not in marks for each in people)
    return Counted(sum(marks.values()), sum(unmarked))
