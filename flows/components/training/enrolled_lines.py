"""What is kept of somebody's trainings, as MY DATA tells it."""

from __future__ import annotations

from collections.abc import Iterator

from flows.components.training.class_messages import CohortWords, title_of
from flows.components.training.cohort_choices import words_of
from flows.components.training.seat_states import WHY_LEFT, told_of
from flows.engine.enrolments.kept import KeptEnrolment
from flows.engine.step import Talk
from flows.engine.text import Line, _


def enrolled_lines(talk: Talk) -> Iterator[Line]:
    for each in talk.world.contact.own_enrolments:
        yield _(
            "Course: {course}, {state}, since {day}.",
            course=_title(talk, each),
            state=told_of(each, _words(talk, each)),
            day=each.recorded_on,
        )
        if each.first_name:
            yield _("First name: {name}", name=each.first_name)
        if each.left_why in WHY_LEFT:
            yield _("Why you left: {reason}", reason=WHY_LEFT[each.left_why])
        if each.coming:
            comes = sum(each.coming.values())
            yield _(
                "Classes you said you come to: {comes}, and not: {stays_away}",
                comes=comes,
                stays_away=len(each.coming) - comes,
            )
        if each.attended:
            present = sum(each.attended.values())
            yield _(
                "Classes where you were marked present: {present}, absent: {absent}",
                present=present,
                absent=len(each.attended) - present,
            )
        if each.certificate:
            yield _("Your certificate: {code}", code=each.certificate)
            if each.is_named:
                yield _("Whoever checks it is told your name.")
        if each.opinions:
            yield _("You said what you think of it. That is kept without your name.")


def _title(talk: Talk, enrolment: KeptEnrolment) -> Line:
    cohort = talk.world.trainings.cohort(enrolment.cohort_id)
    course = talk.world.trainings.course(cohort.course_id) if cohort else None
    return title_of(course, cohort) if cohort else _("an earlier course")


def _words(talk: Talk, enrolment: KeptEnrolment) -> CohortWords | None:
    cohort = talk.world.trainings.cohort(enrolment.cohort_id)
    return words_of(talk, cohort) if cohort else None
