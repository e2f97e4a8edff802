"""How do effects on somebody's seat become rows? In their turn, by `bot/training/enrolments.py`."""

from __future__ import annotations

from bot.database.transaction import Transaction
from bot.inbound.turn_context import TurnContext
from bot.training import class_answers
from bot.training.attendance import say_present
from bot.training.enrolments import NewEnrolment
from bot.training.roll_calls import mark_attendance
from flows.engine.effect import (
    AnswerClass,
    AnswerInvitation,
    LeaveCourse,
    MarkAttendance,
    SayPresent,
    SpeakDiscreetly,
    TakeSeat,
)


def take_seat(effect: TakeSeat, context: TurnContext) -> Transaction[None]:
    wish = NewEnrolment(context.contact.id, effect.seats, effect.first_name)
    yield from context.enrolments.take_seat(effect.cohort_id, wish, context.now)


def answer_invitation(effect: AnswerInvitation, context: TurnContext) -> Transaction[None]:
    yield from context.enrolments.answer_invitation(
        context.contact.id, effect.enrolment_id, context.now, accepts=effect.accepts
    )


def answer_class(effect: AnswerClass, context: TurnContext) -> Transaction[None]:
    yield from class_answers.answer_class(context.contact.id, effect, context.now)


def leave_course(effect: LeaveCourse, context: TurnContext) -> Transaction[None]:
    yield from context.enrolments.leave(
        context.contact.id, effect.enrolment_id, effect.why, context.now
    )


def say_they_are_there(effect: SayPresent, context: TurnContext) -> Transaction[None]:
    trainings = context.enrolments.notices.trainings
    meeting = next(
        (m for c in trainings.cohorts if (m := c.meeting(effect.meeting_id)) is not None), None
    )
    if meeting is not None:
        yield from say_present(meeting, context.contact.id, effect.enrolment_id, context.now)


def mark_class(effect: MarkAttendance, context: TurnContext) -> Transaction[None]:
    yield from mark_attendance(context.enrolments, context.contact, effect, context.now)


def speak_discreetly(effect: SpeakDiscreetly, context: TurnContext) -> Transaction[None]:
    yield from context.enrolments.speak_discreetly(
        context.contact.id, effect.enrolment_id, discreet=effect.discreet
    )
