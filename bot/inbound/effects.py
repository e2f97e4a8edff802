"""How does each effect of a turn become rows? One function each, all in the turn's transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.channels.routes import ONLY_ROUTE, Route, naming
from bot.contacts.store import StoredContact
from bot.database.transaction import Sql, Transaction
from bot.messages.capabilities import Capabilities
from bot.messages.rendering import render
from bot.outbound.outbox import REPLY, REPLY_LIVES, OutboundDraft, queue
from bot.privacy.request_words import REQUEST_WORDS, words_of
from bot.privacy.retention import forget
from bot.privacy.sealing import Sealer
from bot.translation.translator import Translator
from flows.engine.effect import (
    AskHuman,
    CancelInterest,
    Effect,
    Erase,
    GiveConsent,
    RecordFeedback,
    RecordInterest,
    RecordUnmetNeed,
    Say,
    SetLocale,
    SetPlace,
    SetSource,
    StartMessages,
    StopMessages,
)

REACHED_HERE = "here"
WORDS_KEPT = 2000


class ReceiptTaken(Exception):
    """Somebody else was given this receipt code; the turn is to be taken again with another."""


@dataclass(slots=True)
class TurnContext:
    """Where the effects of one turn are carried out. `locale` follows a SetLocale on the way.

    `today` is the programme's local day. `silent`: a carrier has answered already, so nothing is
    said. `farewell`: the contact is erased in this turn, so what is said keeps no link to them.
    `route`: by which route they are written to, and the number to name.
    """

    contact: StoredContact
    capabilities: Capabilities
    translator: Translator
    sealer: Sealer
    now: datetime
    today: date
    locale: str
    silent: bool = False
    farewell: bool = False
    route: Route = ONLY_ROUTE


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
    locale = effect.locale or context.locale
    message = render(
        naming(effect.reply, context.route.answer_to),
        locale,
        context.capabilities,
        context.translator.phrase,
        context.translator.language(locale),
    )
    contact = context.contact
    yield from queue(
        OutboundDraft(
            channel=contact.channel,
            route=context.route.name,
            contact_id=None if context.farewell else contact.id,
            address_hash=contact.address_hash,
            address_sealed=contact.address_sealed,
            message=message,
            segments=message.segments,
            kind=REPLY,
            created_at=context.now,
            next_attempt_at=context.now,
            expires_at=context.now + REPLY_LIVES,
        )
    )


def set_locale(effect: SetLocale, context: TurnContext) -> Transaction[None]:
    """Speak this language from now on, the rest of this turn included."""
    context.locale = effect.locale
    yield Sql("UPDATE contact SET locale = ? WHERE id = ?", (effect.locale, context.contact.id))


def set_place(effect: SetPlace, context: TurnContext) -> Transaction[None]:
    """Remember the town they mean when they name none."""
    yield Sql("UPDATE contact SET place = ? WHERE id = ?", (effect.place[:64], context.contact.id))


def set_source(effect: SetSource, context: TurnContext) -> Transaction[None]:
    """Remember which poster or link they came by."""
    yield Sql(
        "UPDATE contact SET source = ? WHERE id = ?", (effect.source[:64], context.contact.id)
    )


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
    contact_id, now = context.contact.id, context.now
    yield Sql(
        "UPDATE contact SET stopped_at = COALESCE(stopped_at, ?) WHERE id = ?", (now, contact_id)
    )
    yield Sql(
        "UPDATE consent SET withdrawn_at = ? WHERE contact_id = ? AND withdrawn_at IS NULL",
        (now, contact_id),
    )
    yield Sql(
        "UPDATE outbound_message SET state = 'cancelled', state_reason = 'stopped'"
        " WHERE contact_id = ? AND state = 'queued' AND kind <> 'reply'",
        (contact_id,),
    )


def start_messages(effect: StartMessages, context: TurnContext) -> Transaction[None]:
    """Takes a STOP back: whatever it withdrew is given again, as a new consent of today."""
    contact = context.contact
    withdrawn = yield Sql(
        "SELECT DISTINCT k.purpose, k.text_version, k.locale FROM consent AS k"
        " JOIN contact AS c ON c.id = k.contact_id"
        " WHERE c.id = ? AND k.withdrawn_at >= c.stopped_at",
        (contact.id,),
    )
    for row in withdrawn:
        yield from _add_consent(row["purpose"], row["text_version"], row["locale"], context)
    yield Sql("UPDATE contact SET stopped_at = NULL WHERE id = ?", (contact.id,))
    yield Sql("DELETE FROM suppression WHERE address_hash = ?", (contact.address_hash,))


def record_interest(effect: RecordInterest, context: TurnContext) -> Transaction[None]:
    """Store a registration under its receipt. Raises ReceiptTaken."""
    reach = None if effect.reach_by == REACHED_HERE else context.sealer.seal(effect.reach_by)
    rows = yield Sql(
        "INSERT INTO interest (contact_id, receipt, offer, place, first_name, reach_sealed,"
        " reach_when, locale, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (receipt) DO NOTHING RETURNING id",
        (
            context.contact.id,
            effect.receipt,
            effect.offer,
            effect.place,
            effect.first_name[:80],
            reach,
            effect.reach_when[:16],
            context.locale,
            context.now,
        ),
    )
    if not rows:
        raise ReceiptTaken


def cancel_interest(effect: CancelInterest, context: TurnContext) -> Transaction[None]:
    """Take back what they registered, by its receipt."""
    yield Sql(
        "DELETE FROM interest WHERE contact_id = ? AND receipt = ?",
        (context.contact.id, effect.receipt),
    )


def record_feedback(effect: RecordFeedback, context: TurnContext) -> Transaction[None]:
    """Store a rating and words; without a link to them where they asked so."""
    yield Sql(
        "INSERT INTO feedback (contact_id, service, rating, words, locale, created_on)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (
            None if effect.anonymous else context.contact.id,
            effect.service,
            effect.rating,
            effect.words,
            context.locale,
            context.today,
        ),
    )


def record_unmet_need(effect: RecordUnmetNeed, context: TurnContext) -> Transaction[None]:
    """Count what nobody offers there, without the person."""
    yield Sql(
        "INSERT INTO unmet_need (need, place, locale, channel, noticed_on) VALUES (?, ?, ?, ?, ?)",
        (effect.need[:64], effect.place, context.locale, context.contact.channel, context.today),
    )


def ask_human(effect: AskHuman, context: TurnContext) -> Transaction[None]:
    """One open request of a kind is enough: what is said later is written below what was."""
    contact_id, reason = context.contact.id, str(effect.reason)
    already = yield Sql(
        "SELECT id, words_sealed FROM help_request WHERE contact_id = ? AND reason = ?"
        " AND COALESCE(service, '') = ? AND done_at IS NULL",
        (contact_id, reason, effect.service or ""),
    )
    if not already:
        words = _sealed_words("", effect.words, context)
        yield Sql(
            "INSERT INTO help_request (contact_id, reason, words_sealed, service, created_at)"
            " VALUES (?, ?, ?, ?, ?)",
            (contact_id, reason, words, effect.service, context.now),
        )
    elif effect.words:
        earlier = words_of(already[0]["words_sealed"], context.sealer)
        yield Sql(
            "UPDATE help_request SET words_sealed = ? WHERE id = ?",
            (_sealed_words(earlier, effect.words, context), already[0]["id"]),
        )


def _sealed_words(earlier: str, words: str, context: TurnContext) -> bytes | None:
    """The last of what was said is kept: somebody in danger may write many times."""
    said = "\n".join(each for each in (earlier, words.strip()) if each)[-WORDS_KEPT:]
    return context.sealer.seal(said, REQUEST_WORDS) if said else None


def erase(effect: Erase, context: TurnContext) -> Transaction[None]:
    """Forget them: nothing is left but, after STOP, a keyed hash."""
    yield from forget(context.contact.id, context.now, their_feedback_too=True)


_CARRIED_OUT_BY: dict[type[Effect], Callable[[Any, TurnContext], Transaction[None]]] = {
    Say: say,
    SetLocale: set_locale,
    SetPlace: set_place,
    SetSource: set_source,
    GiveConsent: give_consent,
    StopMessages: stop_messages,
    StartMessages: start_messages,
    RecordInterest: record_interest,
    CancelInterest: cancel_interest,
    RecordFeedback: record_feedback,
    RecordUnmetNeed: record_unmet_need,
    AskHuman: ask_human,
    Erase: erase,
}
