"""What is one turn, as one transaction? Read, think, carry out, save: all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.cases.alert_addresses import link_by_code
from bot.certificates.certificate_store import certificate_of
from bot.clock import Clock
from bot.confirmations.answers import ConfirmationAnswers
from bot.contacts.sessions import session_from_json, session_to_json
from bot.contacts.store import StoredContact, read_contact
from bot.contacts.training_facts import NO_FACTS, TrainingFacts
from bot.contacts.world import WorldBuilder
from bot.database.transaction import Sql, Transaction, as_time
from bot.follow_ups import stored as follow_ups
from bot.follow_ups.stored import StoredFollowUp
from bot.inbound.anonymous_records import AnonymousRecord
from bot.inbound.answers_of_services import answer_of_service
from bot.inbound.effects import carry_out
from bot.inbound.receipts_in_hand import (
    IN_HAND,
    CodeGuesses,
    InHand,
    code_in_hand,
    read_in_hand,
)
from bot.inbound.said_apart import Apart, say_apart
from bot.inbound.said_twice import is_said_twice, last_heard
from bot.inbound.turn_context import TurnContext
from bot.messages.capabilities import Capabilities
from bot.messages.serialization import event_from_json
from bot.privacy.sealing.sealed_columns import SESSION
from bot.privacy.sealing.sealer import Sealer, SealFault
from bot.privacy.traces.waiting import HOLDER, ROLL
from bot.referrals.answers import ReferralAnswers
from bot.training.enrolments import Enrolments
from bot.training.facts import close_questions, read_facts
from bot.training.roll_calls import is_about_a_roll, read_teaching
from flows.engine.codes import read_certificate_code
from flows.engine.conversation import Turn
from flows.engine.effect import Erase, Say
from flows.engine.event import Event, Heard
from flows.engine.reply import Reply
from flows.engine.session import Session
from flows.engine.text import _
from flows.engine.world import KnownCertificate, World

Advance = Callable[[Session, Event, World], Turn]


class AnsweredMessage(NamedTuple):
    """When a message came, and when its answer was committed."""

    channel: str
    contact_id: int
    received_at: datetime
    answered_at: datetime


class TurnResult(NamedTuple):
    """What came of answering somebody. `message`: the one that was answered, if one was.

    `spoke_on`: the channel to wake, if anything was said; `more`: another message waits;
    `anonymous`: what is to be written apart from this turn, once it is committed, and of whom."""

    spoke_on: str | None = None
    more: bool = False
    message: AnsweredMessage | None = None
    anonymous: Sequence[AnonymousRecord] = ()
    address_hash: bytes = b""


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
    enrolments: Enrolments
    referrals: ReferralAnswers
    confirmations: ConfirmationAnswers
    guesses: CodeGuesses = field(default_factory=CodeGuesses)

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
        turn, spoke_on, anonymous = yield from self._turn(
            contact, event, message["answered_by_carrier"], now
        )
        yield from self._finish(contact.id, message["id"], turn.session, now)
        return TurnResult(
            spoke_on,
            more=len(waiting) > 1 and not _erased(turn),
            message=AnsweredMessage(
                contact.channel, contact.id, as_time(message["received_at"]), now
            ),
            anonymous=anonymous,
            address_hash=contact.address_hash,
        )

    def answer_at_once(
        self, contact: StoredContact, event: Event, by_carrier: bool, now: datetime
    ) -> Transaction[TurnResult]:
        """Answer what this contact writes just now; its row is stored as answered by the caller."""
        turn, spoke_on, anonymous = yield from self._turn(contact, event, by_carrier, now)
        yield Sql(
            "UPDATE contact SET session = ?, last_seen_at = ?, unreachable_at = NULL WHERE id = ?",
            (self._sealed(turn.session, contact.id), now, contact.id),
            later=True,
        )
        message = AnsweredMessage(contact.channel, contact.id, now, now)
        return TurnResult(
            spoke_on, message=message, anonymous=anonymous, address_hash=contact.address_hash
        )

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
    ) -> Transaction[tuple[Turn, str | None, Sequence[AnonymousRecord]]]:
        """Think, and carry out what came of it; and the channel to wake if anything was said, and
        what is to be written apart."""
        context = self._context(contact, now)
        context.silent = bool(by_carrier)
        session = self._session(contact)
        if (yield from is_said_twice(session, event, contact.id, now)):
            return Turn(session, ()), None, ()
        linked = yield from link_by_code(contact, event, now, self.sealer)
        if linked is not None:
            say = Say(Reply((linked.said,)), linked.locale)
            return (yield from say_apart((say,), self._apart(session, event, context)))
        answers = (self.referrals, self.confirmations)
        heard = yield from answer_of_service(*answers, contact, event, now, session=session)
        if heard is not None:
            context.tells_of = heard.tells_of
            left = replace(session, offered=()) if heard.asks else session
            apart = self._apart(left, event, context)
            return (yield from say_apart(heard.effects, apart, missed=heard.missed))
        facts = yield from self._training_facts(contact, session, now)
        code = code_in_hand(event, session, now)
        hand = (yield from self._in_hand(code, contact, now)) if code else None
        if hand is not None:
            context.acts_for = hand.acts_for
            facts = replace(
                facts,
                enrolments=(*facts.enrolments, *hand.facts.enrolments),
                seats={**facts.seats, **hand.facts.seats},
            )
        if is_about_a_roll(session, event):
            teaching = yield from read_teaching(self.enrolments, contact, event, now)
            facts = replace(facts, teaching=teaching)
            context.tells_of = ROLL if teaching else None
        world = self.worlds.build(contact, context.capabilities, now, facts)
        if contact.has_referrals:
            kept = yield from self.referrals.kept(contact.id)
            world = replace(world, contact=replace(world.contact, referrals=kept))
        world, follow_up = yield from self._with_follow_up(world, contact, facts)
        certificates = yield from self._certificates(event, session)
        if any(each.holder for each in certificates):
            context.tells_of = HOLDER
        world = replace(world, certificates=certificates, receipt=hand.known if hand else None)
        turn = self.advance(session, event, world)
        context.had = turn.session.allowance
        yield from close_questions(facts, now)
        if follow_up is not None and follow_up.choices:
            yield from follow_ups.close(follow_up, now)
        yield from carry_out(turn.effects, context)
        last = last_heard(event, now, apart=bool(context.anonymous))
        in_hand = (code, (now + IN_HAND).isoformat()) if hand else ("", "")
        turn = replace(turn, session=replace(turn.session, last_heard=last, in_hand=in_hand))
        said = any(isinstance(effect, Say) for effect in turn.effects)
        spoke_on = contact.channel if said and not context.silent else None
        return turn, spoke_on, context.anonymous

    def _apart(self, session: Session, event: Event, context: TurnContext) -> Apart:
        world = self.worlds.build(context.contact, context.capabilities, context.now, NO_FACTS)
        return Apart(session, event.text if isinstance(event, Heard) else "", context, world)

    def _in_hand(
        self, code: str, contact: StoredContact, now: datetime
    ) -> Transaction[InHand | None]:
        return (yield from read_in_hand(code, contact, self.enrolments, self.guesses, now))

    def _with_follow_up(
        self, world: World, contact: StoredContact, facts: TrainingFacts
    ) -> Transaction[tuple[World, StoredFollowUp | None]]:
        """Few agreed to one. Of two questions of ours the newer is what a number answers."""
        found = None
        if contact.has_follow_up:
            found = yield from follow_ups.read_follow_up(contact.id, self.sealer)
        if found is None:
            return world, None
        zone = ZoneInfo(self.worlds.programme.timezone)
        asks_at = found.agreed_at.astimezone(zone) + self.worlds.programme.follow_up.after
        view = follow_ups.in_view(world.contact, found, asks_at, facts.asked_at)
        return replace(world, contact=view), found

    def _certificates(
        self, event: Event, session: Session
    ) -> Transaction[tuple[KnownCertificate, ...]]:
        """Those whose code they wrote, or wrote before they chose a language."""
        words = (event.text if isinstance(event, Heard) else "", session.memory.get("said", ""))
        code = next(filter(None, map(read_certificate_code, words)), None)
        known = (yield from certificate_of(code, self.sealer)) if code else None
        return () if known is None else (known,)

    def _training_facts(
        self, contact: StoredContact, session: Session, now: datetime
    ) -> Transaction[TrainingFacts]:
        """Few are in a training, or look at one."""
        asked_about = _cohorts_on(session)
        if not contact.has_enrolments and not asked_about:
            return NO_FACTS
        return (yield from read_facts(self.enrolments, contact.id, asked_about, now))

    def _session(self, contact: StoredContact) -> Session:
        """Where they stood; a beginning, where the key that sealed it is gone."""
        try:
            return session_from_json(
                self.sealer.open(SESSION.bytes_of(contact.session), SESSION.of(contact.id))
            )
        except (SealFault, ValueError):
            return Session()

    def _finish(
        self, contact_id: int, inbound_id: int, session: Session, now: datetime
    ) -> Transaction[None]:
        """Save where they stand. The words they wrote are needed no longer, so they go."""
        yield Sql(
            "UPDATE contact SET session = ? WHERE id = ?",
            (self._sealed(session, contact_id), contact_id),
        )
        yield Sql(
            "UPDATE inbound_message SET answered_at = ?, event = '' WHERE id = ?", (now, inbound_id)
        )

    def _sealed(self, session: Session, contact_id: int) -> bytes | str:
        """A name or a number may be in it, not yet agreed to."""
        sealed = self.sealer.seal(session_to_json(session), SESSION.of(contact_id))
        return SESSION.as_kept(sealed)

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
            enrolments=self.enrolments,
            referrals=self.referrals,
            route=self.worlds.route_to(contact.channel, contact.id, contact.address_sealed),
        )


def _cohorts_on(session: Session) -> frozenset[int]:
    """The cohorts that stand on somebody's screen, or that they are asked about."""
    named = [key.removeprefix("cohort:") for _number, key in session.offered]
    named.append(session.memory.get("cohort", ""))
    return frozenset(int(each) for each in named if each.isdecimal())


def _erased(turn: Turn) -> bool:
    return any(isinstance(effect, Erase) for effect in turn.effects)
