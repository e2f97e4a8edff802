"""What comes from a service and not from a person: whether all is right, what of a referral."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from bot.confirmations.answers import ConfirmationAnswers
from bot.contacts.store import StoredContact
from bot.database.transaction import Transaction
from bot.referrals.answers import ReferralAnswers
from flows.engine.effect import AskHuman, Effect, HelpReason, Say
from flows.engine.event import Event
from flows.engine.reply import Reply
from flows.engine.session import Session


class OfService(NamedTuple):
    """What comes of it; `tells_of`: whom it names (bot/privacy/traces/waiting.py); `missed`: it
    was no answer that counts; `asks`: a number answers what it says, and picks nothing from a list
    that came before."""

    effects: list[Effect]
    tells_of: str | None = None
    missed: bool = False
    asks: bool = False


def answer_of_service(
    referrals: ReferralAnswers,
    confirmations: ConfirmationAnswers,
    contact: StoredContact,
    event: Event,
    now: datetime,
    *,
    session: Session,
) -> Transaction[OfService | None]:
    """None where nobody of a service says it. Of two questions the one asked last is answered."""
    own = referrals.steps.notices.worlds.programme.languages[0]
    last, may_mean_else = session.last_heard, bool(session.offered)
    at = datetime.fromisoformat(last.at) if last is not None and may_mean_else else None
    said = yield from confirmations.heard_from_service(contact, event, now, offered_at=at)
    if said is not None:
        effects: list[Effect] = [Say(Reply(said.lines), said.locale or own)]
        if said.task is not None:
            effects.insert(0, AskHuman(HelpReason.WRONG_INFO, said.words, said.task))
        return OfService(effects, missed=said.missed, asks=said.missed)
    heard = yield from referrals.heard_from_receiver(
        contact, event, now, may_mean_else=may_mean_else
    )
    if heard is None:
        return None
    effects = [Say(Reply(heard.lines), heard.locale or own)]
    if heard.for_staff:
        effects.insert(0, AskHuman(HelpReason.SENT, heard.for_staff))
    return OfService(effects, heard.tells_of, heard.missed)
