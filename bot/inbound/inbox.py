"""How is a message received, once, and answered? Stored and answered in one transaction.

Where it cannot be answered at once (an older message waits, or answering failed), it is stored
alone, and answered from the table; so no message is lost because its answer was.

A contact's messages are answered in their order and one at a time, different contacts' at the same
time. State, reply and effects are one transaction, so a crash can neither forget an answer nor
give it twice.
"""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from bot.clock import Clock
from bot.confirmations.answers import ConfirmationAnswers
from bot.confirmations.confirmations import Confirmations
from bot.contacts.world import WorldBuilder
from bot.database.faults import (
    DatabaseBusy,
    DatabaseClosed,
    DatabaseFault,
    DatabaseFull,
    OutcomeUnknown,
)
from bot.database.transaction import Executor, Sql, Transaction
from bot.inbound.anonymous_records import AnonymousRecords
from bot.inbound.store import InboundStore, StoredMessage
from bot.inbound.turn import Advance, AnswerAttempt, TurnResult, TurnRunner
from bot.messages.capabilities import Capabilities
from bot.messages.message import InboundMessage
from bot.operations.metrics import Metrics
from bot.outbound.outbox import AHEAD, Outbox
from bot.privacy.sealing.sealer import Sealer
from bot.referrals.answers import ReferralAnswers
from bot.referrals.steps import steps_of
from bot.training.enrolments import Enrolments
from bot.training.notices import Notices

log = structlog.get_logger(__name__)

LEFT_BEHIND = timedelta(seconds=2)
"""What has waited so long may have been stored by a replica that died."""

PAUSES_S = (0.5, 2.0)
"""Between the attempts at a message; after one more it is set aside with a kind sentence."""

_DATABASE_AWAY = (DatabaseBusy, DatabaseFull, DatabaseClosed, OutcomeUnknown)


class Inbox:
    """Built once in `bot/bootstrap.py`. `advance` answers; only tests give other `pauses_s`."""

    def __init__(
        self,
        executor: Executor,
        outbox: Outbox,
        worlds: WorldBuilder,
        capabilities: Mapping[str, Capabilities],
        sealer: Sealer,
        clock: Clock,
        advance: Advance,
        pauses_s: Sequence[float] = PAUSES_S,
        metrics: Metrics | None = None,
    ) -> None:
        self._executor = executor
        self._outbox = outbox
        self._clock = clock
        self._pauses_s = pauses_s
        self._metrics = metrics or Metrics()
        self._store = InboundStore(sealer, clock)
        enrolments = Enrolments(Notices(worlds, capabilities, sealer))
        referrals = ReferralAnswers(steps_of(worlds, capabilities, sealer, clock))
        numbers = referrals.steps.notices.numbers
        confirmations = ConfirmationAnswers(Confirmations(executor, numbers, outbox, clock))
        self._turns = TurnRunner(
            *(worlds, capabilities, sealer, clock, advance, enrolments, referrals),
            confirmations=confirmations,
        )
        self._busy: dict[int, asyncio.Task[None]] = {}
        self._wanted: set[int] = set()
        self._stopped = False
        self.anonymous = AnonymousRecords(executor, sealer)

    async def receive(self, inbound: InboundMessage) -> bool:
        """Store a message once and have it answered; False for a repetition.

        Returns after the commit and before the answer is sent: a provider waits no longer.
        """
        try:
            received = await self._executor.run(
                lambda: self._take_in(inbound),
                brief=True,
                about=(inbound.channel, inbound.address),
            )
        except _DATABASE_AWAY:
            raise
        except Exception as error:
            # Its text may hold what they wrote, so only its kind is told.
            log.error("answering_put_off", channel=inbound.channel, error=type(error).__name__)
            received = await self._executor.run(lambda: self._store.store(inbound))
        if received is None:
            return False
        self._metrics.received(inbound.channel)
        if isinstance(received, TurnResult):
            self._told(received)
        else:
            self._wake(received)
        return True

    async def answer_unanswered(self, older_than: timedelta = timedelta()) -> None:
        """Have all messages answered that a crash or a lost wake-up left behind."""
        # What is younger is in the hands of whoever stored it, here or on another replica.
        before = self._clock() - older_than
        ahead = self._clock() + AHEAD
        for contact_id in await self._executor.run(lambda: _waiting(before, ahead)):
            if contact_id not in self._busy:
                self._wake(contact_id)

    async def settled(self) -> None:
        """Wait until nothing is being answered."""
        while self._busy:
            await asyncio.wait(self._busy.values())

    async def in_hand(self) -> None:
        """Wait until everybody is answered who is being answered at this moment."""
        if self._busy:
            await asyncio.wait(tuple(self._busy.values()))

    async def stop(self) -> None:
        """Begin nothing more; what was begun is whole in the database or not at all."""
        self._stopped = True
        tasks = list(self._busy.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        try:
            await self.anonymous.write()
        except DatabaseFault as error:
            log.error("anonymous_records_lost", error=type(error).__name__)

    def _take_in(self, inbound: InboundMessage) -> Transaction[TurnResult | int | None]:
        """The answer; the contact to answer where others wait before; None for a repetition."""
        if self._stopped or not self._turns.speaks_on(inbound.channel):
            return (yield from self._store.store(inbound))
        taken = yield from self._store.take(inbound)
        if not isinstance(taken, StoredMessage):
            return taken
        by_carrier = inbound.answered_by_carrier
        return (
            yield from self._turns.answer_at_once(taken.contact, taken.event, by_carrier, taken.at)
        )

    def _wake(self, contact_id: int) -> None:
        self._wanted.add(contact_id)
        if contact_id not in self._busy and not self._stopped:
            # A clean context: a task begun within somebody's transaction would join it.
            self._busy[contact_id] = asyncio.create_task(
                self._answer_all(contact_id), context=contextvars.Context()
            )

    async def _answer_all(self, contact_id: int) -> None:
        """Answer until nothing of this contact waits; a message that comes meanwhile included."""
        try:
            while contact_id in self._wanted:
                self._wanted.discard(contact_id)
                answered = await self._answer_next(contact_id)
                self._told(answered)
                if answered.more:
                    self._wanted.add(contact_id)
        except asyncio.CancelledError:
            raise
        except Exception as error:
            # The database is away: the timer looks again.
            log.error("answering_given_up", contact=contact_id, error=type(error).__name__)
        finally:
            del self._busy[contact_id]

    def _told(self, answered: TurnResult) -> None:
        if answered.message is not None:
            replied_at = answered.message.answered_at if answered.spoke_on is not None else None
            channel, contact_id, received_at, _ = answered.message
            self._metrics.answered(channel, contact_id, received_at, replied_at)
            self.anonymous.add(answered.address_hash, answered.anonymous)
        if answered.spoke_on is not None:
            self._outbox.wake(answered.spoke_on)

    async def _answer_next(self, contact_id: int) -> TurnResult:
        """Answer the oldest message; tried again after a failure, in the end set aside."""
        attempt = AnswerAttempt()
        inbound_id = 0
        for pause_s in (*self._pauses_s, None):
            try:
                return await self._executor.run(lambda: self._turns.answer(contact_id, attempt))
            except _DATABASE_AWAY:
                raise
            except Exception as error:
                if attempt.inbound_id is None:
                    raise
                inbound_id = attempt.inbound_id
                # Its text may hold what they wrote, so only its kind is told.
                log.error(
                    "answering_failed",
                    inbound=inbound_id,
                    contact=contact_id,
                    error=type(error).__name__,
                    last_attempt=pause_s is None,
                )
            if pause_s is not None:
                await asyncio.sleep(pause_s)
        return await self._set_aside(contact_id, inbound_id)

    async def _set_aside(self, contact_id: int, inbound_id: int) -> TurnResult:
        """Say sorry, or if even that fails say nothing: the next messages must not wait for it."""
        try:
            return await self._executor.run(lambda: self._turns.apologise(contact_id, inbound_id))
        except _DATABASE_AWAY:
            raise
        except Exception as error:
            log.error("apology_failed", inbound=inbound_id, error=type(error).__name__)
            return await self._executor.run(lambda: self._turns.set_aside(contact_id, inbound_id))


def _waiting(before: datetime, ahead: datetime) -> Transaction[list[int]]:
    """Who waits since `before`; or since a time `ahead` of us, by a clock that was set back."""
    rows = yield Sql(
        "SELECT DISTINCT contact_id FROM inbound_message WHERE answered_at IS NULL"
        " AND contact_id IS NOT NULL AND (received_at <= ? OR received_at > ?)",
        (before, ahead),
    )
    return [row["contact_id"] for row in rows]
