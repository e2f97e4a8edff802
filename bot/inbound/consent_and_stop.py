"""What somebody agrees to, and how STOP, START and ERASE are carried out: parts of a turn."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from bot.cases.staff_conversations import let_staff_listen
from bot.contacts.aliases import alias_hashes, hashed
from bot.database.transaction import Sql, Transaction
from bot.inbound.turn_context import TurnContext
from bot.messages.addresses import is_number
from bot.privacy.answers_had import keep_answers_had
from bot.privacy.forgetting import forget
from bot.privacy.registration import number_hash, number_hashes
from bot.privacy.sealing.sealed_columns import ADDRESS
from bot.privacy.sealing.sealer import SealFault
from bot.privacy.stops_and_erasures import (
    ERASE,
    START,
    STOP,
    note,
    note_everywhere,
    stop_contact,
)
from bot.privacy.traces.addresses import take_addresses
from flows.engine.effect import Effect, Erase, GiveConsent, StartMessages, StopMessages


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
    theirs = {*_hashes(context), *(yield from alias_hashes(context.contact.id))}
    yield from take_addresses(STOP, theirs, context.sealer, context.now)
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


def erase(effect: Erase, context: TurnContext) -> Transaction[None]:
    """Forget them: nothing is left but a keyed hash, for a backup that may be put back.

    Their number goes wherever else it stands, too (bot/privacy/traces/addresses.py)."""
    contact, sealer = context.contact, context.sealer
    yield from note_everywhere(ERASE, contact, context.now)
    number = _number(context)
    if number is not None:
        yield from note(ERASE, number_hash(number, sealer), context.now)
    theirs = {*_hashes(context), *(yield from alias_hashes(contact.id))}
    yield from keep_answers_had(context.had, theirs, sealer, context.now)
    yield from context.enrolments.leave_everything(contact.id, context.now)
    yield from context.referrals.steps.forget(contact.id, context.now)
    yield from take_addresses(ERASE, theirs | _as_a_number(context), sealer, context.now)
    yield from forget(contact.id, context.now, their_feedback_too=True)


def _number(context: TurnContext) -> str | None:
    """Their phone number, where they write from one that we can open."""
    with suppress(SealFault):  # what nobody can open any more belongs to nobody we could find
        address = context.sealer.open(
            context.contact.address_sealed, ADDRESS.of(context.contact.id)
        )
        return address if is_number(address) else None
    return None


def _as_a_number(context: TurnContext) -> set[bytes]:
    """By which it is found where it stands as a number, or is written to as a receiver's."""
    number, sealer = _number(context), context.sealer
    if number is None:
        return set()
    by_sms = context.referrals.steps.notices.channel or ""
    return {*number_hashes(number, sealer), *sealer.address_hashes(by_sms, number)}


def _hashes(context: TurnContext) -> list[bytes]:
    """Every hash they may stand under; their own where the key that sealed the address is gone."""
    contact = context.contact
    try:
        address = context.sealer.open(contact.address_sealed, ADDRESS.of(contact.id))
    except SealFault:
        return [contact.address_hash]
    return context.sealer.address_hashes(contact.channel, address)


CARRIED_OUT_BY: dict[type[Effect], Callable[[Any, TurnContext], Transaction[None]]] = {
    GiveConsent: give_consent,
    StopMessages: stop_messages,
    StartMessages: start_messages,
    Erase: erase,
}
