"""What whoever is in a course asks beside when and where: who teaches, what they missed, a friend.

Answered from what is kept; what only staff can decide is passed on to them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from flows.ask_human import ask_about
from flows.components.training.class_messages import seats_left
from flows.components.training.cohort_choices import count_of, label, words_of
from flows.components.training.course_questions import Asks
from flows.components.training.days_named import NamedDay
from flows.components.training.seat_names import course_of
from flows.components.wording import WRITE_HUMAN
from flows.engine.effect import AskHuman, HelpReason
from flows.engine.enrolments.kept import KeptEnrolment
from flows.engine.enrolments.states import CURRENT, ENROLLED
from flows.engine.step import Aside, Go, Outcome, Talk
from flows.engine.text import Line, _, plural
from flows.engine.understanding import Meaning
from flows.step_names import StepName
from flows.training.answer import next_class
from flows.training.classes_meant import is_on
from services_directory.training.values import Cohort
from services_directory.values.normalise import fold

Mine = list[tuple[KeptEnrolment, Cohort]]
_NONE_ON = {
    "today": _("No class of yours is today."),
    "tomorrow": _("No class of yours is tomorrow."),
}


def trainee_question(
    talk: Talk, asked: frozenset[Asks], days: Sequence[NamedDay], *, is_whole: bool
) -> Outcome | None:
    """`asked`: of a course; `is_whole`: and of nothing else. `days` that were named. None where it
    is no such question, or they are in no course."""
    mine = courses_of(talk)
    if not mine:
        return None
    if days and Asks.COURSE in asked and (on_day := _on_that_day(talk, mine, days[0])):
        return on_day
    if Asks.WHERE in asked and any(_names_venue(talk, cohort) for _each, cohort in mine):
        return _mine_told(talk, mine)
    answer = next((answer for these, answer in _ANSWERS if these <= asked), None)
    if answer is None and is_whole:
        answer = next((answer for these, answer in _ALONE if these <= asked), None)
    return answer(talk, mine) if answer else None


def _on_that_day(talk: Talk, mine: Mine, named: NamedDay) -> Outcome | None:
    """No class of theirs is on that day; where one is, their course tells which."""
    if any(
        is_on(talk, cohort, meeting, (named,))
        for _each, cohort in mine
        for meeting in cohort.standing
        if meeting.ends_at > talk.world.now
    ):
        return None
    found = talk.commands["my_course"](talk, Meaning())
    if isinstance(found, Go):
        return Go(found.step, found.remember, saying=(none_on(named),), fresh=True)
    return found


def none_on(named: NamedDay) -> Line:
    return _NONE_ON.get(named.name, _("No class of yours is on that day."))


def _trainer(talk: Talk, mine: Mine) -> Outcome:
    lines: list[Line] = []
    for enrolment, cohort in mine:
        course = course_of(talk, enrolment, cohort)
        if cohort.trainer:
            lines.append(_("{course}: {name} teaches.", course=course, name=cohort.trainer))
        else:
            lines.append(_("{course}: we do not know yet who teaches.", course=course))
    if not all(cohort.trainer for _each, cohort in mine):
        lines.append(WRITE_HUMAN)
    return Aside(tuple(lines))


def _missed(talk: Talk, mine: Mine) -> Outcome:
    """As a trainer marked it; who was not marked is not counted as absent."""
    lines: list[Line] = []
    for enrolment, cohort in mine:
        if len(mine) > 1:
            lines.append(course_of(talk, enrolment, cohort))
        if not enrolment.attended:
            lines.append(_("No class of yours was marked yet."))
            continue
        present = sum(enrolment.attended.values())
        absent = len(enrolment.attended) - present
        lines.append(
            _(
                "Classes where you were marked present: {present}, absent: {absent}",
                present=present,
                absent=absent,
            )
        )
    return Aside(tuple(lines))


def _somebody_else(talk: Talk, mine: Mine) -> Outcome:
    """Each needs a seat; whoever has one is offered no other, but told how it is asked for."""
    own = _("Whoever comes along needs a seat of their own.")
    enrolling = [cohort for _each, cohort in mine if cohort.enrols_at(talk.world.now)]
    if not enrolling:
        return Aside((own, _("This course takes nobody new any more."), WRITE_HUMAN))
    left = seats_left(count_of(talk, enrolling[0]))
    return Aside((own, left, _("To see what you can learn, write: TRAINING")))


def _another_group(talk: Talk, mine: Mine) -> Outcome:
    passed_on = _("Only our team can move you to another group. We pass your question on.")
    about = talk.world.phrase(label(talk, mine[0][1]), talk.world.programme.languages[0])
    to_trainer = AskHuman(HelpReason.ASKED, about, trainer=mine[0][1].trainer)
    return ask_about(HelpReason.ASKED, (passed_on,), (to_trainer,))


def _certificate(talk: Talk, mine: Mine) -> Outcome:
    return talk.commands["my_certificate"](talk, Meaning())


def _cost(talk: Talk, mine: Mine) -> Outcome:
    return talk.commands["is_it_free"](talk, Meaning())


def _ends(talk: Talk, mine: Mine) -> Outcome:
    """The time at which the next class is over, and the day of the last one."""
    lines: list[Line] = []
    for enrolment, cohort in mine:
        meeting, words = cohort.next_meeting(talk.world.now), words_of(talk, cohort)
        if len(mine) > 1:
            lines.append(course_of(talk, enrolment, cohort))
        lines += next_class(words, talk)
        if meeting is not None:
            ends, last = words.until(meeting.ends_at).time(), words.at(cohort.standing[-1]).date()
            lines.append(_("It ends at {time}. The last class: {day}.", time=ends, day=last))
    return Aside(tuple(lines))


def _bring(talk: Talk, mine: Mine) -> Outcome:
    """What is written down for the next class; else that nothing is."""
    lines: list[Line] = []
    for _each, cohort in mine:
        meeting, words = cohort.next_meeting(talk.world.now), words_of(talk, cohort)
        lines += next_class(words, talk)
        if meeting is not None and not words.bring(meeting):
            lines.append(_("We know of nothing that you have to bring."))
    return Aside(tuple(lines))


def _still_to_come(talk: Talk, mine: Mine) -> Outcome:
    lines: list[Line] = []
    for enrolment, cohort in mine:
        left = sum(each.ends_at > talk.world.now for each in cohort.standing)
        if len(mine) > 1:
            lines.append(course_of(talk, enrolment, cohort))
        lines.append(plural("{n} class is still to come.", "{n} classes are still to come.", left))
        lines += next_class(words_of(talk, cohort), talk)
    return Aside(tuple(lines))


def _missed_one(talk: Talk, mine: Mine) -> Outcome:
    """Nobody loses a seat by one class."""
    lines: list[Line] = [_("You keep your seat. Come to the next class, and tell your trainer.")]
    for _each, cohort in mine:
        lines += next_class(words_of(talk, cohort), talk)
    return Aside((*lines, WRITE_HUMAN))


def _names_venue(talk: Talk, cohort: Cohort) -> bool:
    """Whether the place of a class of theirs is named as it is written down."""
    venues = (cohort.venue, *(each.venue for each in cohort.standing))
    said = fold(talk.heard)
    return any(fold(words) in said for venue in venues for _locale, words in venue.words if words)


def _mine_told(talk: Talk, mine: Mine) -> Outcome:
    return talk.commands["my_course"](talk, Meaning())


def leaving(talk: Talk, mine: Mine) -> Outcome:
    """Asked, and never done at once; of several courses which one first."""
    if len(mine) > 1:
        return Go(StepName.WHICH_COURSE, fresh=True)
    return Go(StepName.LEAVE_COURSE, {"enrolment": str(mine[0][0].id)}, fresh=True)


def courses_of(talk: Talk) -> Mine:
    """What they are in or wait for, on a phone that is their own."""
    found = (
        (each, talk.world.trainings.cohort(each.cohort_id))
        for each in talk.world.contact.own_enrolments
        if each.state in CURRENT
    )
    return [(each, cohort) for each, cohort in found if cohort is not None]


_ANSWERS: tuple[tuple[frozenset[Asks], Callable[[Talk, Mine], Outcome]], ...] = (
    (frozenset((Asks.GROUP, Asks.CHANGE)), _another_group),
    (frozenset((Asks.LEAVE, Asks.COURSE)), leaving),
    (frozenset((Asks.OTHER, Asks.BRING)), _somebody_else),
    (frozenset((Asks.OTHER, Asks.WITH_ME)), _somebody_else),
    (frozenset((Asks.OTHER, Asks.COME)), _somebody_else),
    (frozenset((Asks.MISSED, Asks.MANY)), _missed),
    (frozenset((Asks.MISSED, Asks.COURSE)), _missed_one),
    (frozenset((Asks.MANY, Asks.LEFT, Asks.COURSE)), _still_to_come),
    (frozenset((Asks.MANY, Asks.LEFT, Asks.BEGIN)), _mine_told),
    (frozenset((Asks.END, Asks.COURSE)), _ends),
    (frozenset((Asks.COST, Asks.COURSE)), _cost),
    (frozenset((Asks.WHO, Asks.TRAINER)), _trainer),
)
"""What a message has to ask all of; the first that fits answers."""

_ALONE: tuple[tuple[frozenset[Asks], Callable[[Talk, Mine], Outcome]], ...] = (
    (frozenset((Asks.CERTIFICATE,)), _certificate),
    (frozenset((Asks.TRAINER,)), _trainer),
    (frozenset((Asks.GROUP,)), _another_group),
    (frozenset((Asks.LEAVE,)), _mine_told),
    (frozenset((Asks.LINE,)), _mine_told),
    (frozenset((Asks.END,)), _ends),
    (frozenset((Asks.CALLED_OFF, Asks.WHEN)), _mine_told),
    (frozenset((Asks.BRING,)), _bring),
    (frozenset((Asks.WHERE, Asks.SEAT)), _mine_told),
    (frozenset((Asks.VENUE,)), _mine_told),
)
"""What is answered where nothing else is said."""


def is_soon(talk: Talk, within: timedelta) -> bool:
    """Whether a class of theirs begins by then."""
    now = talk.world.now
    mine = (cohort for each, cohort in courses_of(talk) if each.state in ENROLLED)
    classes = (meeting for each in mine for meeting in each.standing)
    return any(each.starts_at <= now + within and now < each.ends_at for each in classes)
