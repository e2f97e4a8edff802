"""What is said shortly before a class, or of one that was called off: the bus is stuck, the door is
closed, nobody is there, why does it not take place?"""

from __future__ import annotations

from datetime import timedelta

from flows.components.training.cohort_choices import label, words_of
from flows.components.training.course_questions import Asks, spoken_of
from flows.components.wording import WRITE_HUMAN
from flows.engine.effect import AskHuman, HelpReason
from flows.engine.enrolments.states import CURRENT, LeaveReason
from flows.engine.step import Aside, Outcome, Talk
from flows.engine.text import Line, _
from flows.engine.understanding import Meaning
from flows.engine.understanding.phrases.of_course import marks_alone
from flows.training.answer import next_class
from flows.training.trainee_questions import courses_of, is_soon
from services_directory.training.values import Cohort

_ON_THE_WAY = timedelta(hours=3)
_AT_THE_DOOR = timedelta(minutes=45)
_REMEMBERED = timedelta(days=21)
"""So long after a class was called off a bare "why?" may be about it."""

_MOST_WORDS = 12
_BESIDE_A_BUS = 3
"""Words that may be unknown beside a bus that is stuck or somebody who is late of it."""


def is_held_up(talk: Talk, said: str) -> bool:
    """Whether they say, near a class, that they are late of a bus, or that the bus is stuck."""
    asked = spoken_of(said, talk.world.lexicon)
    is_of_a_bus = Asks.TRANSPORT in asked and bool(asked & {Asks.LATE, Asks.BROKEN})
    if not is_of_a_bus or len(said.split()) > _MOST_WORDS or not is_soon(talk, _ON_THE_WAY):
        return False
    return bool(marks_alone(said, talk.world.lexicon, unknown=_BESIDE_A_BUS))


def at_the_class(talk: Talk, meaning: Meaning) -> Outcome | None:
    """None where it is neither said at a closed door, nor of a class that was called off."""
    asked = spoken_of(meaning.said, talk.world.lexicon)
    if not marks_alone(meaning.said, talk.world.lexicon, unknown=1):
        return None
    if asked & {Asks.DOOR, Asks.NOBODY, Asks.CLOSED} and is_soon(talk, _AT_THE_DOOR):
        return _passed_on(talk)
    is_bare = Asks.WHY in asked and asked <= {Asks.WHY, Asks.WHEN, Asks.COURSE}
    if is_bare or (Asks.CALLED_OFF in asked and asked & {Asks.WHY, Asks.WHEN}):
        return _why(talk)
    return None


def _passed_on(talk: Talk) -> Outcome:
    """Who is in front of a closed door is read by a person; a trainer may be on the way."""
    now = talk.world.now
    near = [
        cohort
        for _each, cohort in courses_of(talk)
        if (meeting := cohort.next_meeting(now)) is not None
        and meeting.starts_at <= now + _AT_THE_DOOR
    ]
    told: list[Line] = [_("We pass this on to our team, for your trainer.")]
    told += next_class(words_of(talk, near[0]), talk)
    about = talk.world.phrase(label(talk, near[0]), talk.world.programme.languages[0])
    words = f"{about}: {talk.heard.strip()}"
    return Aside(tuple(told), (AskHuman(HelpReason.ASKED, words, trainer=near[0].trainer),))


def _why(talk: Talk) -> Outcome | None:
    """Nothing more is known than what the notice said; the next class, where there is one."""
    called_off = [each for each in _cohorts(talk) if _was_called_off(each, talk)]
    if not called_off:
        return None
    lines: list[Line] = [_("Our message says all we know. We do not know why.")]
    for cohort in called_off:
        lines += next_class(words_of(talk, cohort), talk)
    return Aside((*lines, WRITE_HUMAN))


def _cohorts(talk: Talk) -> list[Cohort]:
    """Those they are in, and those they were in until they were called off."""
    found = [
        talk.world.trainings.cohort(each.cohort_id)
        for each in talk.world.contact.enrolments
        if each.state in CURRENT or each.left_why is LeaveReason.CALLED_OFF
    ]
    return [each for each in found if each is not None]


def _was_called_off(cohort: Cohort, talk: Talk) -> bool:
    if not cohort.standing:
        return True
    since = talk.world.now - _REMEMBERED
    return any(
        each.cancelled_at is not None and each.cancelled_at > since for each in cohort.meetings
    )
