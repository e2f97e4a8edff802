"""How do effects on somebody's seat become rows? In their turn, by `bot/training/enrolments.py`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from bot.database.transaction import Sql, Transaction
from bot.inbound.anonymous_records import CourseOpinion
from bot.inbound.receipts_in_hand import bind
from bot.inbound.turn_context import TurnContext
from bot.training import class_answers
from bot.training.attendance import say_present
from bot.training.delivery.rewriting import write_anew
from bot.training.enrolments import NewEnrolment
from bot.training.roll_calls import mark_attendance
from flows.engine.effect import (
    AnswerClass,
    AnswerInvitation,
    BindReceipt,
    Effect,
    GiveOpinion,
    LeaveCourse,
    MarkAttendance,
    SayPresent,
    SpeakDiscreetly,
    TakeSeat,
)
from flows.engine.enrolments.opinions import IN_ORDER


def take_seat(effect: TakeSeat, context: TurnContext) -> Transaction[None]:
    wish = NewEnrolment(
        context.contact.id, effect.seats, effect.first_name, for_another=effect.for_another
    )
    yield from context.enrolments.take_seat(effect.cohort_id, wish, context.now)


def answer_invitation(effect: AnswerInvitation, context: TurnContext) -> Transaction[None]:
    yield from context.enrolments.answer_invitation(
        context.contact.id, effect.enrolment_id, context.now, accepts=effect.accepts
    )


def answer_class(effect: AnswerClass, context: TurnContext) -> Transaction[None]:
    whose = _whose(effect.enrolment_id, context)
    yield from class_answers.answer_class(whose, effect, context.now)


def _whose(enrolment_id: int, context: TurnContext) -> int:
    """The contact whose it is: theirs, or of whose code they have in hand."""
    return context.acts_for.get(enrolment_id, context.contact.id)


def leave_course(effect: LeaveCourse, context: TurnContext) -> Transaction[None]:
    whose = _whose(effect.enrolment_id, context)
    yield from context.enrolments.leave(whose, effect.enrolment_id, effect.why, context.now)


def say_they_are_there(effect: SayPresent, context: TurnContext) -> Transaction[None]:
    trainings = context.enrolments.notices.trainings
    meeting = next(
        (m for c in trainings.cohorts if (m := c.meeting(effect.meeting_id)) is not None), None
    )
    if meeting is not None:
        whose = _whose(effect.enrolment_id, context)
        yield from say_present(meeting, whose, effect.enrolment_id, context.now)


def mark_class(effect: MarkAttendance, context: TurnContext) -> Transaction[None]:
    yield from mark_attendance(context.enrolments, context.contact, effect, context.now)


def give_opinion(effect: GiveOpinion, context: TurnContext) -> Transaction[None]:
    """Counted once, and kept apart from the turn: of the cohort, and of nobody."""
    answered = IN_ORDER.index(effect.question) + 1
    rows = yield Sql(
        "UPDATE enrolment SET opinions = ? WHERE id = ? AND contact_id = ? AND opinions < ?"
        " RETURNING cohort_id",
        (answered, effect.enrolment_id, context.contact.id, answered),
    )
    cohort_id = rows[0]["cohort_id"] if rows else 0
    cohort = context.enrolments.notices.trainings.cohort(cohort_id)
    if cohort is None or cohort.ends_at is None or not effect.said:
        return
    ended_on = cohort.ends_at.astimezone(ZoneInfo(cohort.timezone)).date()
    context.anonymous.append(CourseOpinion(cohort_id, effect.question, effect.said, ended_on))


def bind_receipt(effect: BindReceipt, context: TurnContext) -> Transaction[None]:
    yield from bind(effect.code, context.contact, context.enrolments, context.now)


def speak_discreetly(effect: SpeakDiscreetly, context: TurnContext) -> Transaction[None]:
    yield from context.enrolments.speak_discreetly(
        context.contact.id, effect.enrolment_id, discreet=effect.discreet
    )
    whose = effect.enrolment_id, context.contact.id
    notices = context.enrolments.notices
    yield from write_anew(notices, "e.id = ? AND e.contact_id = ?", whose, context.now)


CARRIED_OUT_BY: dict[type[Effect], Callable[[Any, TurnContext], Transaction[None]]] = {
    TakeSeat: take_seat,
    AnswerInvitation: answer_invitation,
    AnswerClass: answer_class,
    SayPresent: say_they_are_there,
    MarkAttendance: mark_class,
    LeaveCourse: leave_course,
    GiveOpinion: give_opinion,
    SpeakDiscreetly: speak_discreetly,
    BindReceipt: bind_receipt,
}
