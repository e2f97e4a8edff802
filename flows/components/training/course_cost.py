"""What does the course cost that somebody is in, is asked for a seat of, or looks at?"""

from __future__ import annotations

from collections.abc import Iterator

from flows.components.training.cohort_choices import words_of
from flows.components.training.course_questions import asked_of_course
from flows.engine.enrolments.states import CURRENT
from flows.engine.step import Talk
from flows.engine.text import Line, _
from flows.step_names import StepName
from services_directory.values.normalise import fold


def cost_lines(talk: Talk) -> Iterator[Line]:
    """Each course once; what nobody wrote down is said to be unknown."""
    told = set()
    for cohort_id in _asked_about(talk):
        cohort = talk.world.trainings.cohort(cohort_id)
        if cohort is None or cohort.course_id in told:
            continue
        told.add(cohort.course_id)
        words = words_of(talk, cohort)
        cost = words.course.cost if words.course else None
        if cost:
            yield _("{course}: {cost}", course=words.title, cost=cost)
        else:
            yield _("{course}: we do not know the price.", course=words.title)


def _asked_about(talk: Talk) -> list[int]:
    on_screen = talk.recall("cohort") if talk.session.step == StepName.COHORT else ""
    if on_screen.isdecimal():
        return [int(on_screen)]
    mine = [each.cohort_id for each in talk.world.contact.enrolments if each.state in CURRENT]
    if mine or not asked_of_course(fold(talk.heard), talk.world.lexicon):
        return mine
    return [each.id for each in talk.world.trainings.enrolling(talk.world.now)]
