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
from bot.messages.segments import count
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
class Desk:
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


def carry_out(effects: Iterable[Effect], desk: Desk) -> Transaction[None]:
    """Part of a transaction: every effect in its order; an erasing last, since it takes all."""
    effects = tuple(effects)
    desk.farewell = any(isinstance(effect, Erase) for effect in effects)
    for effect in sorted(effects, key=lambda effect: isinstance(effect, Erase)):
        yield from _CARRIED_OUT_BY[type(effect)](effect, desk)


def say(effect: Say, desk: Desk) -> Transaction[None]:
    if desk.silent:
        return
    locale = effect.locale or desk.locale
    language = desk.translator.language(locale)
    message = render(
        naming(effect.reply, desk.route.answer_to),
        locale,
        desk.capabilities,
        desk.translator.phrase,
        language is not None and language.right_to_left,
    )
    contact = desk.contact
    yield from queue(
        OutboundDraft(
            channel=contact.channel,
            route=desk.route.name,
            contact_id=None if desk.farewell else contact.id,
            address_hash=contact.address_hash,
            address_sealed=contact.address_sealed,
            message=message,
            segments=count(message.text) if desk.capabilities.bills_segments else None,
            kind=REPLY,
            created_at=desk.now,
            next_attempt_at=desk.now,
            expires_at=desk.now + REPLY_LIVES,
        )
    )


def set_locale(effect: SetLocale, desk: Desk) -> Transaction[None]:
    desk.locale = effect.locale
    yield Sql("UPDATE contact SET locale = ? WHERE id = ?", (effect.locale, desk.contact.id))


def set_place(effect: SetPlace, desk: Desk) -> Transaction[None]:
    yield Sql("UPDATE contact SET place = ? WHERE id = ?", (effect.place[:64], desk.contact.id))


def set_source(effect: SetSource, desk: Desk) -> Transaction[None]:
    yield Sql("UPDATE contact SET source = ? WHERE id = ?", (effect.source[:64], desk.contact.id))


def give_consent(effect: GiveConsent, desk: Desk) -> Transaction[None]:
    yield from _add_consent(effect.purpose, effect.text_version, desk.locale, desk)
    yield Sql(
        "UPDATE contact SET consented_at = COALESCE(consented_at, ?) WHERE id = ?",
        (desk.now, desk.contact.id),
    )


def _add_consent(purpose: str, text_version: str, locale: str, desk: Desk) -> Transaction[None]:
    yield Sql(
        "INSERT INTO consent (contact_id, purpose, text_version, locale, given_at)"
        " VALUES (?, ?, ?, ?, ?)",
        (desk.contact.id, str(purpose), text_version, locale, desk.now),
    )


def stop_messages(effect: StopMessages, desk: Desk) -> Transaction[None]:
    """Nothing unasked from now on. Replies to what they write themselves still come."""
    contact_id, now = desk.contact.id, desk.now
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


def start_messages(effect: StartMessages, desk: Desk) -> Transaction[None]:
    """Takes a STOP back: whatever it withdrew is given again, as a new consent of today."""
    contact = desk.contact
    withdrawn = yield Sql(
        "SELECT DISTINCT k.purpose, k.text_version, k.locale FROM consent AS k"
        " JOIN contact AS c ON c.id = k.contact_id"
        " WHERE c.id = ? AND k.withdrawn_at >= c.stopped_at",
        (contact.id,),
    )
    for row in withdrawn:
        yield from _add_consent(row["purpose"], row["text_version"], row["locale"], desk)
    yield Sql("UPDATE contact SET stopped_at = NULL WHERE id = ?", (contact.id,))
    yield Sql("DELETE FROM suppression WHERE address_hash = ?", (contact.address_hash,))


def record_interest(effect: RecordInterest, desk: Desk) -> Transaction[None]:
    reach = None if effect.reach_by == REACHED_HERE else desk.sealer.seal(effect.reach_by)
    rows = yield Sql(
        "INSERT INTO interest (contact_id, receipt, offer, place, first_name, reach_sealed,"
        " reach_when, locale, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (receipt) DO NOTHING RETURNING id",
        (
            desk.contact.id,
            effect.receipt,
            effect.offer,
            effect.place,
            effect.first_name[:80],
            reach,
            effect.reach_when[:16],
            desk.locale,
            desk.now,
        ),
    )
    if not rows:
        raise ReceiptTaken


def cancel_interest(effect: CancelInterest, desk: Desk) -> Transaction[None]:
    yield Sql(
        "DELETE FROM interest WHERE contact_id = ? AND receipt = ?",
        (desk.contact.id, effect.receipt),
    )


def record_feedback(effect: RecordFeedback, desk: Desk) -> Transaction[None]:
    yield Sql(
        "INSERT INTO feedback (contact_id, service, rating, words, locale, created_on)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (
            None if effect.anonymous else desk.contact.id,
            effect.service,
            effect.rating,
            effect.words,
            desk.locale,
            desk.today,
        ),
    )


def record_unmet_need(effect: RecordUnmetNeed, desk: Desk) -> Transaction[None]:
    yield Sql(
        "INSERT INTO unmet_need (need, place, locale, channel, noticed_on) VALUES (?, ?, ?, ?, ?)",
        (effect.need[:64], effect.place, desk.locale, desk.contact.channel, desk.today),
    )


def ask_human(effect: AskHuman, desk: Desk) -> Transaction[None]:
    """One open request of a kind is enough: what is said later is written below what was."""
    contact_id, reason = desk.contact.id, str(effect.reason)
    already = yield Sql(
        "SELECT id, words_sealed FROM help_request WHERE contact_id = ? AND reason = ?"
        " AND COALESCE(service, '') = ? AND done_at IS NULL",
        (contact_id, reason, effect.service or ""),
    )
    if not already:
        words = _sealed_words("", effect.words, desk)
        yield Sql(
            "INSERT INTO help_request (contact_id, reason, words_sealed, service, created_at)"
            " VALUES (?, ?, ?, ?, ?)",
            (contact_id, reason, words, effect.service, desk.now),
        )
    elif effect.words:
        earlier = words_of(already[0]["words_sealed"], desk.sealer)
        yield Sql(
            "UPDATE help_request SET words_sealed = ? WHERE id = ?",
            (_sealed_words(earlier, effect.words, desk), already[0]["id"]),
        )


def _sealed_words(earlier: str, words: str, desk: Desk) -> bytes | None:
    """The last of what was said is kept: somebody in danger may write many times."""
    said = "\n".join(each for each in (earlier, words.strip()) if each)[-WORDS_KEPT:]
    return desk.sealer.seal(said, REQUEST_WORDS) if said else None


def erase(effect: Erase, desk: Desk) -> Transaction[None]:
    yield from forget(desk.contact.id, desk.now, their_feedback_too=True)


_CARRIED_OUT_BY: dict[type[Effect], Callable[[Any, Desk], Transaction[None]]] = {
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
