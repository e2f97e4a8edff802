"""How those who take part are told on the pages of trainers: by number and first name, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from admin.rendering.formatting import say
from admin.rendering.labels import LEFT_OUT
from bot.contacts.walk_in import WALK_IN
from bot.training.attendance import Marks, is_marked
from bot.training.enrolments import NotInvited
from bot.training.rosters import Roster, RosterLine
from flows.components.training.seat_states import FOR_STAFF, standing_of
from flows.engine.enrolments.states import EnrolmentState, LeaveReason
from flows.engine.text import Text, _

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


def why_not_told(person: Person, meeting_id: int) -> str:
    """Why they were not reminded of a class; "" where they were, or it is not due yet."""
    code = person.line.not_told.get(meeting_id, "")
    reasons: Mapping[str, Text] = {each.value: words for each, words in LEFT_OUT.items()}
    return say(reasons.get(code, _("it was too late"))) if code else ""


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
