"""What becomes of a question of ours that is open, once somebody was answered?

It is answered after a word in between, as long as no other numbers stand on the screen. Where they
do, the newer ones win, and one line says how to come back. Whoever answered one of several is asked
the next at once, so that nobody's answer is lost: two people may share the phone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from flows.engine.effect import (
    AnswerClass,
    AnswerInvitation,
    Effect,
    Erase,
    GiveOpinion,
    LeaveCourse,
    Say,
    StopMessages,
)
from flows.engine.enrolments.open_question import OpenQuestion, on_the_screen, soonest_first
from flows.engine.follow_ups import EndFollowUp, RecordAnswer
from flows.engine.reply import Choice, Reply
from flows.engine.session import Session
from flows.engine.text import Line, _
from flows.engine.world import World

_ANSWERS = (AnswerClass, AnswerInvitation, EndFollowUp, GiveOpinion, RecordAnswer)
_NO_MORE = (StopMessages, Erase)

HOW_TO_ANSWER = _("Our question is still open. To answer it, write: ANSWER")

Offered = tuple[tuple[int, str], ...]
InWords = Callable[[OpenQuestion], tuple[Line, ...]]
"""How a question is put once more."""

After = tuple[Session, tuple[Effect, ...]]


@dataclass(frozen=True, slots=True)
class Turning:
    """A turn: `before`: where they stood. `answers`: what the keys of such answers begin with.
    `leads_on`: into questions that an answer leads to; what else is open waits for their end."""

    before: Session
    world: World
    answers: frozenset[str]
    in_words: InWords
    leads_on: bool


def keep_open(turning: Turning, session: Session, effects: tuple[Effect, ...]) -> After:
    """The same turn, `session` being where it leads, and `effects` what it does."""
    world, before = turning.world, turning.before
    said = [each.reply for each in effects if isinstance(each, Say) and not each.urgent]
    if any(isinstance(each, _ANSWERS) for each in effects):
        return _ask_next(turning, session, effects)
    asked = tuple(enumerate((each.key for each in world.contact.asked), start=1))
    left = asked or tuple(
        pair for pair in before.offered if pair[1].partition(":")[0] in turning.answers
    )
    numbers = {number for number, _key in left}
    if not numbers & _shown(effects):
        return replace(session, offered=_over(session.offered, left)), effects
    question = on_the_screen(world.contact.open_questions, left)
    is_over = any(isinstance(each, _NO_MORE) for each in effects)
    if question is None or is_over or not said or question.is_on(session.offered):
        return session, effects
    return session, _ending(effects, HOW_TO_ANSWER)


def _ask_next(turning: Turning, session: Session, effects: tuple[Effect, ...]) -> After:
    world = turning.world
    open_ = soonest_first(
        each
        for each in world.contact.open_questions
        if each.is_asked_next(world.now) and not any(_settles(effect, each) for effect in effects)
    )
    if not open_ or not (lines := turning.in_words(open_[0])):
        return session, effects
    numbers = {number for number, _key in open_[0].numbered}
    if not numbers & _shown(effects):
        said = _last(effects, lambda reply: _asking(reply, lines, open_[0].choices))
        return replace(session, offered=_over(session.offered, open_[0].numbered)), said
    return session, effects if turning.leads_on else _ending(effects, HOW_TO_ANSWER)


def _settles(effect: Effect, question: OpenQuestion) -> bool:
    match effect:
        case AnswerClass(enrolment_id, meetings):
            answered = {number for number, _sequence in meetings}
            is_of_it = bool(question.meetings) and question.meetings <= answered
            return enrolment_id == question.enrolment_id and is_of_it
        case AnswerInvitation(enrolment_id) | GiveOpinion(enrolment_id):
            return enrolment_id == question.enrolment_id and not question.meetings
        case LeaveCourse(enrolment_id):
            return enrolment_id == question.enrolment_id
        case EndFollowUp():
            return question.enrolment_id is None
    return False


def _shown(effects: tuple[Effect, ...]) -> set[int]:
    replies = (each.reply for each in effects if isinstance(each, Say))
    return {number for reply in replies for number, _choice in reply.numbered()}


def _over(offered: Offered, newer: Offered) -> Offered:
    numbers = {number for number, _key in newer}
    return (*(pair for pair in offered if pair[0] not in numbers), *newer)


def _asking(reply: Reply, lines: tuple[Line, ...], choices: tuple[Choice, ...]) -> Reply:
    """The same reply with another question after what it says, the first numbers being its."""
    numbers = range(1, len(choices) + 1)
    return replace(
        reply,
        lines=(*reply.lines, *lines),
        choices=(*choices, *reply.choices),
        earlier=tuple(pair for pair in reply.earlier if pair[0] not in numbers),
        shorter=_asking(reply.shorter, lines, choices) if reply.shorter else None,
    )


def _ending(effects: tuple[Effect, ...], line: Line) -> tuple[Effect, ...]:
    return _last(effects, lambda reply: reply.ending(line))


def _last(effects: tuple[Effect, ...], change: Callable[[Reply], Reply]) -> tuple[Effect, ...]:
    """With the last reply changed; an urgent one is left as it is."""
    at = max((n for n, each in enumerate(effects) if isinstance(each, Say)), default=-1)
    said = effects[at] if at >= 0 else None
    if not isinstance(said, Say) or said.urgent:
        return effects
    return (*effects[:at], replace(said, reply=change(said.reply)), *effects[at + 1 :])
