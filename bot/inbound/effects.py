"""How does each effect of a turn become rows? One function each, all in the turn's transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from bot.cases.alert_addresses import unlink
from bot.cases.help_requests import ask_human
from bot.cases.staff_conversations import let_staff_listen, machine_spoke, tell_staff
from bot.channels.routes import naming
from bot.contacts.aliases import alias_hashes, hashed
from bot.database.transaction import Sql, Transaction
from bot.inbound import enrolling
from bot.inbound.registrations import cancel_interest, correct_interest, record_interest
from bot.inbound.turn_context import TurnContext
from bot.inbound.unlinked import AnonymousFeedback, NoticedNeed, ShownService
from bot.messages.addresses import is_number
from bot.messages.rendering import render
from bot.outbound.budget import count_unanswered
from bot.outbound.outbox import REPLY, REPLY_LIVES, OutboundDraft, queue, queue_farewell
from bot.privacy.answers_had import keep_answers_had
from bot.privacy.feedback_words import Said, seal_feedback
from bot.privacy.forgetting import forget
from bot.privacy.registration import number_hash, number_hashes, take_from_others
from bot.privacy.row_ids import draw_row_id
from bot.privacy.sealing.sealed_columns import ADDRESS, PLACE, SOURCE
from bot.privacy.sealing.sealer import SealFault
from bot.privacy.stops_and_erasures import (
    ERASE,
    START,
    STOP,
    note,
    note_everywhere,
    stop_contact,
)
from bot.privacy.stray_messages import erase_strays
from flows.engine.effect import (
    AnswerReferral,
    AskHuman,
    CancelInterest,
    CorrectInterest,
    Effect,
    Erase,
    GiveConsent,
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
    StartMessages,
    StopMessages,
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
    yield Sql("UPDATE contact SET locale = ? WHERE id = ?", (effect.locale, context.contact.id))


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


def give_consent(effect: GiveConsent, context: TurnContext) -> Transaction[None]:
    """Note what they agreed to, with the version of the words; from now on they are no guest."""
    yield from _add_consent(effect.purpose, effect.text_version, context.locale, context)
    yield Sql(
        "UPDATE contact SET consented_at = COALESCE(consented_at, ?) WHERE id = ?",
        (context.now, context.contact.id),
    )


def _add_consent(
    purpose: str, text_version: str, locale: str, context: TurnContext
) -> Transaction[None]:
    yield Sql(
        "INSERT INTO consent (contact_id, purpose, text_version, locale, given_at)"
        " VALUES (?, ?, ?, ?, ?)",
        (context.contact.id, str(purpose), text_version, locale, context.now),
    )


def stop_messages(effect: StopMessages, context: TurnContext) -> Transaction[None]:
    """Nothing unasked from now on. Replies to what they write themselves still come."""
    yield from note_everywhere(STOP, context.contact, context.now)
    yield from let_staff_listen(context.contact.id, context.now, context.sealer, listen=False)
    yield from unlink(_hashes(context))
    yield from stop_contact(context.contact.id, context.now)


def start_messages(effect: StartMessages, context: TurnContext) -> Transaction[None]:
    """Takes a STOP back: whatever it withdrew is given again, as a new consent of today."""
    contact = context.contact
    yield from note_everywhere(START, contact, context.now)
    withdrawn = yield Sql(
        "SELECT DISTINCT k.purpose, k.text_version, k.locale FROM consent AS k"
        " JOIN contact AS c ON c.id = k.contact_id"
        " WHERE c.id = ? AND k.withdrawn_at >= c.stopped_at",
        (contact.id,),
    )
    for row in withdrawn:
        yield from _add_consent(row["purpose"], row["text_version"], row["locale"], context)
    yield Sql("UPDATE contact SET stopped_at = NULL WHERE id = ?", (contact.id,))
    hashes = _hashes(context)
    yield Sql(
        f"DELETE FROM suppression WHERE {hashed(hashes)} OR address_hash IN"
        " (SELECT address_hash FROM contact_alias WHERE contact_id = ?)",
        (*hashes, contact.id),
    )


def _hashes(context: TurnContext) -> list[bytes]:
    """Every hash they may stand under; their own where the key that sealed the address is gone."""
    contact = context.contact
    try:
        address = context.sealer.open(contact.address_sealed, ADDRESS.of(contact.id))
    except SealFault:
        return [contact.address_hash]
    return context.sealer.address_hashes(contact.channel, address)


def record_feedback(effect: RecordFeedback, context: TurnContext) -> Transaction[None]:
    """Store a rating and words; apart from the turn where they want to be anonymous."""
    said = Said(effect.words, effect.service)
    if effect.anonymous:
        context.unlinked.append(
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
    context.unlinked.append(
        NoticedNeed(
            effect.need[:64], effect.place, context.locale, context.contact.channel, context.today
        )
    )
    yield from ()


def record_shown(effect: RecordShown, context: TurnContext) -> Transaction[None]:
    """Count it, without the person, and apart from their turn."""
    context.unlinked.append(ShownService(effect.service, context.today))
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


def erase(effect: Erase, context: TurnContext) -> Transaction[None]:
    """Forget them: nothing is left but a keyed hash, for a backup that may be put back.

    Their number goes where somebody else left it for us to call, too."""
    contact, sealer = context.contact, context.sealer
    yield from note_everywhere(ERASE, contact, context.now)
    theirs = {*_hashes(context), *(yield from alias_hashes(contact.id))}
    yield from keep_answers_had(context.had, theirs, sealer, context.now)
    with suppress(SealFault):  # what nobody can open any more belongs to nobody we could find
        number = sealer.open(contact.address_sealed, ADDRESS.of(contact.id))
        if is_number(number):
            yield from note(ERASE, number_hash(number, sealer), context.now)
            yield from take_from_others(number_hashes(number, sealer))
            theirs.update(number_hashes(number, sealer))
    yield from erase_strays(theirs)
    yield from context.enrolments.leave_everything(contact.id, context.now)
    yield from context.referrals.steps.forget(contact.id, context.now)
    yield from unlink(_hashes(context))
    yield from forget(contact.id, context.now, their_feedback_too=True)


_CARRIED_OUT_BY: dict[type[Effect], Callable[[Any, TurnContext], Transaction[None]]] = {
    Say: say,
    SetLocale: set_locale,
    SetPlace: set_place,
    SetSource: set_source,
    GiveConsent: give_consent,
    StopMessages: stop_messages,
    StartMessages: start_messages,
    RecordInterest: record_interest,
    CorrectInterest: correct_interest,
    CancelInterest: cancel_interest,
    AnswerReferral: answer_referral,
    WithdrawReferral: withdraw_referral,
    **enrolling.CARRIED_OUT_BY,
    RecordFeedback: record_feedback,
    RecordUnmetNeed: record_unmet_need,
    RecordShown: record_shown,
    AskHuman: ask_of_staff,
    TellStaff: say_to_staff,
    LetStaffListen: set_staff_listening,
    LeaveUnanswered: leave_unanswered,
    Erase: erase,
}
