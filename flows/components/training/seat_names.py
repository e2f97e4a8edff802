"""Which of several seats on one phone is meant? By the course; where two are of one, by a name."""

from __future__ import annotations

from flows.components.training.cohort_choices import label, words_of
from flows.engine.enrolments.kept import KeptEnrolment
from flows.engine.enrolments.states import CURRENT, EnrolmentState
from flows.engine.step import Talk
from flows.engine.text import Line, _
from services_directory.training.values import Cohort
from services_directory.values.normalise import fold

_TOLD = CURRENT | {EnrolmentState.COMPLETED}


def course_of(talk: Talk, enrolment: KeptEnrolment, cohort: Cohort) -> Line:
    """What a seat is called in every list and answer: never as another of theirs is."""
    if len(_alike(talk, cohort)) > 1 and not enrolment.called:
        return label(talk, cohort)
    return course_for(talk, enrolment, cohort)


def course_for(talk: Talk, enrolment: KeptEnrolment, cohort: Cohort) -> Line:
    """The same where a time beside it tells those of one person apart."""
    title: Line = words_of(talk, cohort).title
    name = whose(talk, enrolment)
    return _("{course}, {name}", course=title, name=name) if name else title


def whose(talk: Talk, enrolment: KeptEnrolment) -> str:
    """Their name, where somebody else of this phone is or was in the same course, or in another."""
    cohort = talk.world.trainings.cohort(enrolment.cohort_id)
    is_shared = cohort is not None and len(_alike(talk, cohort)) > 1
    others = (each.called for each in talk.world.contact.enrolments)
    is_shared = is_shared or any(each and fold(each) != fold(enrolment.called) for each in others)
    return enrolment.called if is_shared else ""


def _alike(talk: Talk, cohort: Cohort) -> list[KeptEnrolment]:
    """Their seats in any cohort of this course."""
    trainings = talk.world.trainings
    found = []
    for each in talk.world.contact.enrolments:
        other = trainings.cohort(each.cohort_id)
        if each.state in _TOLD and other is not None and other.course_id == cohort.course_id:
            found.append(each)
    return found
