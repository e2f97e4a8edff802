"""How does each effect of a turn become rows? One function each, all in the turn's transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from bot.cases.help_requests import ask_human
from bot.cases.staff_conversations import let_staff_listen, machine_spoke, tell_staff
from bot.channels.routes import naming
from bot.database.transaction import Sql, Transaction
from bot.inbound import consent_and_stop, enrolling, following_up
from bot.inbound.anonymous_records import AnonymousFeedback, NoticedNeed, ShownService
from bot.inbound.registrations import cancel_interest, correct_interest, record_interest
from bot.inbound.turn_context import TurnContext
from bot.messages.rendering import render
from bot.outbound.budget import count_unanswered
from bot.outbound.outbox import REPLY, REPLY_LIVES, OutboundDraft, queue, queue_farewell
from bot.privacy.feedback_words import Said, seal_feedback
from bot.privacy.row_ids import draw_row_id
from bot.privacy.sealing.sealed_columns import ADDRESS, PLACE, SOURCE
from bot.privacy.sealing.sealer import SealFault
from bot.training.delivery.rewriting import write_anew
from flows.engine.effect import (
    AnswerReferral,
    AskHuman,
    CancelInterest,
    CorrectInterest,
    Effect,
    Erase,
    LeaveUnanswered,
    LetStaffListen,
    RecordFeedback,
    RecordInterest,
    RecordShown,
    RecordUnmetNeed,
    Say,
    SetLocale,
    SetPlace,
    SetSource,
    TellStaff,
    WithdrawReferral,
)


def carry_out(effects: Iterable[Effect], context: TurnContext) -> Transaction[None]:
    """Part of a transaction: every effect in its order; an erasing last, since it takes all."""
    effects = tuple(effects)
    context.farewell = any(isinstance(effect, Erase) for effect in effects)
    for effect in sorted(effects, key=lambda effect: isinstance(effect, Erase)):
        yield from _CARRIED_OUT_BY[type(effect)](effect, context)


def say(effect: Say, context: TurnContext) -> Transaction[None]:
    """Put a reply into words for the channel, and queue it; nothing where the carrier spoke."""
    if context.silent:
        return
    with_staff = context.contact.with_staff
    if with_staff is not None and with_staff.staff_spoke_last:
        yield from machine_spoke(with_staff.id)
    locale = effect.locale or context.locale
    message = render(
        naming(effect.reply, context.route.answer_to),
        locale,
        context.capabilities,
        context.translator.phrase,
        context.translator.language(locale),
    )
    contact = context.contact
    draft = OutboundDraft(
        channel=contact.channel,
        route=context.route.name,
        contact_id=None if context.farewell else contact.id,
        message=message,
        segments=message.segments,
        kind=REPLY,
        created_at=context.now,
        next_attempt_at=context.now,
        expires_at=context.now + REPLY_LIVES,
        urgent=effect.urgent,
        tells_of=context.tells_of,
        at_any_price=True,  # flows/engine/limits/ let it
    )
    if not context.farewell:
        yield from queue(draft, context.sealer)
        return
    try:
        address = context.sealer.open(contact.address_sealed, ADDRESS.of(contact.id))
    except SealFault:
        return  # nobody can be told; that must not keep them from being erased
    yield from queue_farewell(draft, address, context.sealer)


def set_locale(effect: SetLocale, context: TurnContext) -> Transaction[None]:
    """Speak this language from now on, the rest of this turn included."""
    context.locale = effect.locale
    contact = context.contact
    yield Sql("UPDATE contact SET locale = ? WHERE id = ?", (effect.locale, contact.id))
    if contact.has_enrolments and contact.locale != effect.locale:
        notices = context.enrolments.notices
        yield from write_anew(notices, "e.contact_id = ?", (contact.id,), context.now)


def set_place(effect: SetPlace, context: TurnContext) -> Transaction[None]:
    """Remember the town they mean when they name none."""
    contact_id = context.contact.id
    sealed = context.sealer.seal(effect.place[:64], PLACE.of(contact_id))
    yield Sql("UPDATE contact SET place_sealed = ? WHERE id = ?", (sealed, contact_id))


def set_source(effect: SetSource, context: TurnContext) -> Transaction[None]:
    """Remember which poster or link they came by."""
    contact_id = context.contact.id
    sealed = context.sealer.seal(effect.source[:64], SOURCE.of(contact_id))
    yield Sql("UPDATE contact SET source_sealed = ? WHERE id = ?", (sealed, contact_id))


def record_feedback(effect: RecordFeedback, context: TurnContext) -> Transaction[None]:
    """Store a rating and words; apart from the turn where they want to be anonymous."""
    said = Said(effect.words, effect.service)
    if effect.anonymous:
        context.anonymous.append(
            AnonymousFeedback(effect.rating, said, context.locale, context.today)
        )
        return
    row_id = draw_row_id()
    yield Sql(
        "INSERT INTO feedback (id, contact_id, rating, said_sealed, locale, created_on)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (
            row_id,
            context.contact.id,
            effect.rating,
            seal_feedback(row_id, said, context.sealer),
            context.locale,
            context.today,
        ),
    )


def record_unmet_need(effect: RecordUnmetNeed, context: TurnContext) -> Transaction[None]:
    """Count what nobody offers there, without the person, and apart from their turn."""
    context.anonymous.append(
        NoticedNeed(
            effect.need[:64], effect.place, context.locale, context.contact.channel, context.today
        )
    )
    yield from ()


def record_shown(effect: RecordShown, context: TurnContext) -> Transaction[None]:
    """Count it, without the person, and apart from their turn."""
    context.anonymous.append(ShownService(effect.service, context.today))
    yield from ()


def ask_of_staff(effect: AskHuman, context: TurnContext) -> Transaction[None]:
    """A request that staff see, and the talk that comes of it."""
    yield from ask_human(effect, context.contact.id, context.now, context.sealer)


def say_to_staff(effect: TellStaff, context: TurnContext) -> Transaction[None]:
    """Kept sealed for them to read."""
    yield from tell_staff(context.contact.id, effect.words, context.now, context.sealer)


def set_staff_listening(effect: LetStaffListen, context: TurnContext) -> Transaction[None]:
    """What is written next goes to staff, or to the machine."""
    yield from let_staff_listen(
        context.contact.id, context.now, context.sealer, listen=effect.listen
    )


def answer_referral(effect: AnswerReferral, context: TurnContext) -> Transaction[None]:
    """Whether we may pass them on."""
    contact_id, locale = context.contact.id, context.locale
    yield from context.referrals.consent(
        effect.code, contact_id, locale, context.now, agrees=effect.agrees
    )


def withdraw_referral(effect: WithdrawReferral, context: TurnContext) -> Transaction[None]:
    """Take it back."""
    yield from context.referrals.withdraw(effect.code, context.contact.id, context.now)


def leave_unanswered(effect: LeaveUnanswered, context: TurnContext) -> Transaction[None]:
    """Count it, without the person."""
    yield from count_unanswered(context.contact.channel, context.today)


_CARRIED_OUT_BY: dict[type[Effect], Callable[[Any, TurnContext], Transaction[None]]] = {
    Say: say,
    SetLocale: set_locale,
    SetPlace: set_place,
    SetSource: set_source,
    RecordInterest: record_interest,
    CorrectInterest: correct_interest,
    CancelInterest: cancel_interest,
    AnswerReferral: answer_referral,
    WithdrawReferral: withdraw_referral,
    **enrolling.CARRIED_OUT_BY,
    **consent_and_stop.CARRIED_OUT_BY,
    **following_up.CARRIED_OUT_BY,
    RecordFeedback: record_feedback,
    RecordUnmetNeed: record_unmet_need,
    RecordShown: record_shown,
    AskHuman: ask_of_staff,
    TellStaff: say_to_staff,
    LetStaffListen: set_staff_listening,
    LeaveUnanswered: leave_unanswered,
}
