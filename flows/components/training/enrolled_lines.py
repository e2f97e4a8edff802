"""What is kept of somebody's trainings, as MY DATA tells it."""

from __future__ import annotations

from collections.abc import Iterator

from flows.components.training.class_messages import title_of
from flows.engine.enrolments.kept import KeptEnrolment
from flows.engine.enrolments.states import EnrolmentState
from flows.engine.step import Talk
from flows.engine.text import Line, Text, _

STATES: dict[EnrolmentState, Text] = {
    EnrolmentState.INVITED: _("a seat is kept until you answer"),
    EnrolmentState.WAITING: _("you wait for a seat"),
    EnrolmentState.CONFIRMED: _("you have a seat"),
    EnrolmentState.ATTENDING: _("you take part"),
    EnrolmentState.COMPLETED: _("you took part"),
    EnrolmentState.DROPPED: _("you are not in it any more"),
}
"""Who is asked, who waits and who has a seat are told so in different words."""


def enrolled_lines(talk: Talk) -> Iterator[Line]:
    for each in talk.world.contact.own_enrolments:
        yield _(
            "Course: {course}, {state}, since {day}.",
            course=_title(talk, each),
            state=STATES[each.state],
            day=each.recorded_on,
        )
        if each.first_name:
            yield _("First name: {name}", name=each.first_name)
        if each.attended:
            present = sum(each.attended.values())
            yield _(
                "Classes where you were marked present: {present}, absent: {absent}",
                present=present,
                absent=len(each.attended) - present,
            )
        if each.opinions:
            yield _("You said what you think of it. That is kept without your name.")


def _title(talk: Talk, enrolment: KeptEnrolment) -> Line:
    cohort = talk.world.trainings.cohort(enrolment.cohort_id)
    course = talk.world.trainings.course(cohort.course_id) if cohort else None
    return title_of(course, cohort) if cohort else _("a course that is over")
