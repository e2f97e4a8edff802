"""Where somebody stands with a course, as a reply: asked, in line, with a seat, or only told."""

from __future__ import annotations

from flows.components.training.class_messages import (
    CohortWords,
    coming_choices,
    invitation_choices,
    place_in_line,
    what_was_said,
)
from flows.components.training.seat_names import course_of
from flows.components.training.seat_states import line_of
from flows.engine.enrolments.kept import KeptEnrolment, Lent
from flows.engine.enrolments.states import ENROLLED, EnrolmentState
from flows.engine.reply import MENU_NUMBER, Choice, Reply
from flows.engine.step import Talk
from flows.engine.text import Line, _
from flows.registration.receipt_in_hand import BIND
from flows.training.answer import ONLY_TOLD, class_asked, has_seats, next_class


def standing_reply(talk: Talk, enrolment: KeptEnrolment, words: CohortWords) -> Reply:
    """With the choices that there are from here."""
    if enrolment.state in ENROLLED:
        return _with_seat(talk, enrolment, words)
    if enrolment.lent is Lent.SEEN:
        return _only_told(talk, enrolment, words)
    if enrolment.state == EnrolmentState.WAITING:
        return _in_line(talk, enrolment, words)
    return _asked(talk, enrolment, words)


def _with_seat(talk: Talk, enrolment: KeptEnrolment, words: CohortWords) -> Reply:
    course = course_of(talk, enrolment, words.cohort)
    lines: list[Line] = [has_seats(course, enrolment.seats)]
    if enrolment.state == EnrolmentState.ATTENDING:
        lines = [line_of(enrolment, course, words)]
    lines += next_class(words, talk)
    meeting = words.cohort.next_meeting(talk.world.now)
    choices: list[Choice] = []
    if enrolment.lent is Lent.SEEN:
        return Reply((*lines, ONLY_TOLD), (Choice("dates", _("All dates")),))
    if meeting is not None:
        said = enrolment.coming.get(meeting.id)
        if said is not None:
            lines.append(what_was_said(coming=said))
        come, cannot = coming_choices(enrolment.id, [meeting.as_told])
        if meeting.id in enrolment.asked_again:
            lines.append(_("This class was moved. Do you come?"))
            choices.append(come)
        elif said is None and class_asked(talk):
            # Above it stands our question, where 1 is "I come": it is so here, too.
            choices.append(come)
        choices.append(come if said is False else cannot)
    choices.append(Choice("dates", _("All dates")))
    choices.append(Choice("leave", _("Leave the course")))
    if enrolment.lent is Lent.BY_CODE:
        return Reply(tuple(lines), (*choices, BIND))
    choices.append(
        Choice("discreet:no", _("Reminders with the course"))
        if enrolment.discreet
        else Choice("discreet:yes", _("Reminders without its name"))
    )
    return Reply(tuple(lines), tuple(choices))


def _in_line(talk: Talk, enrolment: KeptEnrolment, words: CohortWords) -> Reply:
    course = course_of(talk, enrolment, words.cohort)
    lines: list[Line] = [
        _("You wait for a seat: {course}.", course=course),
        place_in_line(enrolment.position, enrolment.in_line),
    ]
    if enrolment.seats > 1:
        lines.append(_("You get both seats together, or none."))
    bind = (BIND,) if enrolment.lent is Lent.BY_CODE else ()
    return Reply(tuple(lines), (Choice("leave", _("Leave the line")), *bind))


def _only_told(talk: Talk, enrolment: KeptEnrolment, words: CohortWords) -> Reply:
    reply = _asked(talk, enrolment, words)
    if enrolment.state == EnrolmentState.WAITING:
        reply = _in_line(talk, enrolment, words)
    return Reply((*reply.lines, ONLY_TOLD), (Choice("menu", _("Menu"), MENU_NUMBER),))


def _asked(talk: Talk, enrolment: KeptEnrolment, words: CohortWords) -> Reply:
    return Reply(kept_for(talk, enrolment, words), invitation_choices(enrolment.id))


def kept_for(talk: Talk, enrolment: KeptEnrolment, words: CohortWords) -> tuple[Line, ...]:
    """Of a seat that waits for their answer."""
    course = course_of(talk, enrolment, words.cohort)
    lines: list[Line] = [_("A seat is kept for you: {course}.", course=course)]
    if words.cohort.standing:
        first = words.cohort.standing[0]
        lines.append(
            _("It begins {when}, {place}.", when=words.at(first), place=words.where(first))
        )
    if enrolment.answer_by is not None:
        lines.append(_("Please answer by {when}.", when=words.until(enrolment.answer_by)))
    return tuple(lines)
