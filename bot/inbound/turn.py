"""What is one turn, as one transaction? Read, think, carry out, save: all of it or nothing."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.contacts.sessions import session_from_json, session_to_json
from bot.contacts.store import StoredContact, read_contact
from bot.contacts.world import WorldBuilder
from bot.database.transaction import Sql, Transaction, as_time
from bot.inbound.effects import TurnContext, carry_out
from bot.messages.capabilities import Capabilities
from bot.messages.serialization import event_from_json
from bot.privacy.sealing import Sealer, SealFault
from flows.engine.conversation import Turn
from flows.engine.effect import Erase, Say
from flows.engine.event import Event
from flows.engine.reply import Reply
from flows.engine.session import Session
from flows.engine.text import _
from flows.engine.world import World

SESSION = "session"
"""What a session is sealed as; see `Sealer.seal`."""

Advance = Callable[[Session, Event, World], Turn]


class AnsweredMessage(NamedTuple):
    """When a message came, and when its answer was committed."""

    channel: str
    contact_id: int
    received_at: datetime
    answered_at: datetime


class TurnResult(NamedTuple):
    """What came of answering somebody. `message`: the one that was answered, if one was.

    `spoke_on`: the channel to wake, if anything was said; `more`: another message waits."""

    spoke_on: str | None = None
    more: bool = False
    message: AnsweredMessage | None = None


@dataclass(slots=True)
class AnswerAttempt:
    """Which message an attempt is about, known even when it fails."""

    inbound_id: int | None = None


@dataclass(frozen=True, slots=True)
class TurnRunner:
    """The transactions that answer; they only compute, so they may run in the database's thread."""

    worlds: WorldBuilder
    capabilities: Mapping[str, Capabilities]
    sealer: Sealer
    clock: Clock
    advance: Advance

    def speaks_on(self, channel: str) -> bool:
        """Whether this channel is switched on."""
        return channel in self.capabilities

    def answer(self, contact_id: int, attempt: AnswerAttempt) -> Transaction[TurnResult]:
        """Answer this contact's oldest unanswered message."""
        contact = yield from read_contact(contact_id)
        if contact is None or not self.speaks_on(contact.channel):
            return TurnResult()
        waiting = yield Sql(
            "SELECT id, event, answered_by_carrier, received_at FROM inbound_message"
            " WHERE contact_id = ? AND answered_at IS NULL ORDER BY id LIMIT 2",
            (contact_id,),
        )
        if not waiting:
            return TurnResult()
        message = waiting[0]
        attempt.inbound_id = message["id"]
        now, event = self.clock(), event_from_json(message["event"])
        turn, spoke_on = yield from self._turn(contact, event, message["answered_by_carrier"], now)
        yield from self._finish(contact.id, message["id"], turn.session, now)
        return TurnResult(
            spoke_on,
            more=len(waiting) > 1 and not _erased(turn),
            message=AnsweredMessage(
                contact.channel, contact.id, as_time(message["received_at"]), now
            ),
        )

    def answer_at_once(
        self, contact: StoredContact, event: Event, by_carrier: bool, now: datetime
    ) -> Transaction[TurnResult]:
        """Answer what this contact writes just now; its row is stored as answered by the caller."""
        turn, spoke_on = yield from self._turn(contact, event, by_carrier, now)
        yield Sql(
            "UPDATE contact SET session = ?, last_seen_at = ?, unreachable_at = NULL WHERE id = ?",
            (self._sealed(turn.session), now, contact.id),
            later=True,
        )
        message = AnsweredMessage(contact.channel, contact.id, now, now)
        return TurnResult(spoke_on, message=message)

    def apologise(self, contact_id: int, inbound_id: int) -> Transaction[TurnResult]:
        """Set a message aside that cannot be answered, with a kind sentence."""
        contact = yield from read_contact(contact_id)
        if contact is None:
            return TurnResult()
        now = self.clock()
        context = self._context(contact, now)
        sorry = Say(Reply((_("Sorry, something went wrong here. To begin again, write: MENU."),)))
        yield from carry_out((sorry,), context)
        yield from self._finish(contact_id, inbound_id, Session(), now)
        return TurnResult(contact.channel, more=True)

    def set_aside(self, contact_id: int, inbound_id: int) -> Transaction[TurnResult]:
        """The same without a word."""
        yield from self._finish(contact_id, inbound_id, Session(), self.clock())
        return TurnResult(more=True)

    def _turn(
        self, contact: StoredContact, event: Event, by_carrier: bool, now: datetime
    ) -> Transaction[tuple[Turn, str | None]]:
        """Think, and carry out what came of it; and the channel to wake if anything was said."""
        context = self._context(contact, now)
        context.silent = bool(by_carrier)
        world = self.worlds.build(contact, context.capabilities, now)
        turn = self.advance(self._session(contact), event, world)
        yield from carry_out(turn.effects, context)
        said = any(isinstance(effect, Say) for effect in turn.effects)
        return turn, contact.channel if said and not context.silent else None

    def _session(self, contact: StoredContact) -> Session:
        """Where they stood; a beginning, where the key that sealed it is gone."""
        try:
            return session_from_json(self.sealer.open(b64decode(contact.session), SESSION))
        except (SealFault, ValueError):
            return Session()

    def _finish(
        self, contact_id: int, inbound_id: int, session: Session, now: datetime
    ) -> Transaction[None]:
        """Save where they stand. The words they wrote are needed no longer, so they go."""
        yield Sql(
            "UPDATE contact SET session = ? WHERE id = ?", (self._sealed(session), contact_id)
        )
        yield Sql(
            "UPDATE inbound_message SET answered_at = ?, event = '' WHERE id = ?", (now, inbound_id)
        )

    def _sealed(self, session: Session) -> str:
        """A name or a number may be in it, not yet agreed to."""
        return b64encode(self.sealer.seal(session_to_json(session), SESSION)).decode()

    def _context(self, contact: StoredContact, now: datetime) -> TurnContext:
        translator = self.worlds.translator
        offered = {language.code for language in translator.languages}
        return TurnContext(
            contact=contact,
            capabilities=self.capabilities[contact.channel],
            translator=translator,
            sealer=self.sealer,
            now=now,
            today=now.astimezone(ZoneInfo(self.worlds.programme.timezone)).date(),
            # A language may have been taken out of the programme since it was chosen.
            locale=contact.locale if contact.locale in offered else translator.languages[0].code,
            route=self.worlds.route_to(contact.channel, contact.address_sealed),
        )


def _erased(turn: Turn) -> bool:
    return any(isinstance(effect, Erase) for effect in turn.effects)
