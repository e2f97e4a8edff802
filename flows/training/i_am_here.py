"""A trainee says "I am here": it counts while the class is on, and never against the trainer."""

from __future__ import annotations

from flows.components.training.cohort_choices import words_of
from flows.engine.effect import SayPresent
from flows.engine.enrolments.kept import KeptEnrolment, Lent
from flows.engine.enrolments.roll_call import OPENS_BEFORE
from flows.engine.enrolments.states import ENROLLED
from flows.engine.step import Aside, Flow, Opening, Outcome, Talk
from flows.engine.text import Line, _
from flows.engine.understanding import Meaning
from flows.training.answer import class_asked, next_class
from services_directory.training.values import ClassMeeting, Cohort

Mine = tuple[KeptEnrolment, Cohort]


def i_am_here(talk: Talk, meaning: Meaning) -> Outcome:
    """Said to nobody in particular, where they have no seat anywhere."""
    mine = [
        (each, cohort)
        for each in talk.world.contact.enrolments
        if each.state in ENROLLED and each.lent is not Lent.SEEN
        if (cohort := talk.world.trainings.cohort(each.cohort_id)) is not None
    ]
    if not mine:
        return talk.commands["greet"](talk, meaning)
    for enrolment, cohort in mine:
        meeting = next((each for each in cohort.standing if _is_on(each, talk)), None)
        if meeting is not None:
            return _counted(talk, enrolment, cohort, meeting)
    if class_asked(talk):
        # Said to "do you come?" the day before, it may mean that they will be.
        return talk.commands["newest_question"](talk, meaning)
    return Aside(_not_now(talk, mine))


def _is_on(meeting: ClassMeeting, talk: Talk) -> bool:
    return meeting.starts_at - OPENS_BEFORE <= talk.world.now < meeting.ends_at


def _counted(
    talk: Talk, enrolment: KeptEnrolment, cohort: Cohort, meeting: ClassMeeting
) -> Outcome:
    marked = enrolment.attended.get(meeting.id)
    if marked is False:
        said = _("Your trainer marked that you were not there. Please tell them.")
        return Aside((said,))
    words = words_of(talk, cohort)
    noted = _("Noted, you are there: {course}.", course=words.title)
    return Aside((noted,), () if marked else (SayPresent(enrolment.id, meeting.id),))


def _not_now(talk: Talk, mine: list[Mine]) -> tuple[Line, ...]:
    """When it counts; of several courses the class that comes next."""
    coming = [
        (meeting.starts_at, cohort)
        for _enrolment, cohort in mine
        if (meeting := cohort.next_meeting(talk.world.now)) is not None
    ]
    none = _("No class of yours is on now, so this does not count.")
    if not coming:
        return (none,)
    _starts_at, cohort = min(coming, key=lambda each: each[0])
    return (
        none,
        *next_class(words_of(talk, cohort), talk),
        _("It counts from 15 minutes before the class until its end."),
    )


FLOW = Flow(
    (),
    (Opening("i_am_here", i_am_here, _("I am in class"), inside=False, before_needs=True),),
)
