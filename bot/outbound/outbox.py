"""How does a message leave? Queued with the turn that made it, claimed, sent, recorded.

What is promised: a queued message is sent at least once or its row tells staff why not, one at a
time and in order to each contact. A message is marked as being sent before the provider is called,
and as sent after: if the process dies in between, it is sent again `LEASE` later, and only then can
somebody read the same words twice, unless the provider reports meanwhile that it has the message.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.channels.base import Channel
from bot.channels.routes import ONE_ROUTE_EACH, THE_ONLY, Routes
from bot.clock import Clock
from bot.database.transaction import Executor, Sql, Transaction
from bot.messages.attempts import REMINDER, REPLY, SETTLED
from bot.messages.message import MakesFile, Rendered
from bot.messages.segments import Segments
from bot.operations.metrics import Metrics
from bot.outbound.budget import Budget
from bot.outbound.claim import LEASE
from bot.outbound.content import seal_message, seal_reminder
from bot.outbound.fair_queue import FAIR_AT, fair_moment, hurry
from bot.outbound.rate_limit import UNLIMITED, RateLimit, bucket_of
from bot.outbound.reroute import Rerouter
from bot.outbound.sender import Sender, no_file
from bot.privacy.sealing.sealed_columns import FAREWELL_ADDRESS
from bot.privacy.sealing.sealer import Sealer
from bot.privacy.traces.lost import clear_lost

log = structlog.get_logger(__name__)

__all__ = [
    "REMINDER",
    "REPLY",
    "BroadcastBatch",
    "OutboundDraft",
    "Outbox",
    "queue",
    "queue_broadcast",
    "queue_farewell",
    "queue_known",
    "queue_to_number",
]

REPLY_LIVES = timedelta(hours=24)
"""An answer a day late answers nothing."""

AHEAD = timedelta(minutes=5)
"""Clocks of replicas differ by less; what was made so much later than now, a wrong clock made."""


@dataclass(frozen=True, slots=True)
class OutboundDraft:
    """A message to queue. `contact_id` None: a farewell to somebody just erased, or a message to
    a number that is no contact's. `tells_of`: whom it tells of besides its reader, if of anybody
    (bot/privacy/traces/waiting.py). `purpose`: of the consent by which it may leave, where nobody
    asked for it; None: that to be told of offers and trainings.

    `urgent`: an answer to danger, which goes before everybody else's. `at_any_price`: it leaves
    also to a number that no SMS is paid for; what a conversation's limits let, and danger."""

    channel: str
    contact_id: int | None
    message: Rendered
    segments: Segments | None
    kind: str
    created_at: datetime
    next_attempt_at: datetime
    expires_at: datetime
    route: str = THE_ONLY
    urgent: bool = False
    tells_of: str | None = None
    purpose: str | None = None
    at_any_price: bool = False


def queue(draft: OutboundDraft, sealer: Sealer) -> Transaction[None]:
    """Part of a transaction."""
    if draft.urgent:
        yield from hurry(draft.contact_id, fair_moment(draft.created_at, urgent=True))
    yield _insert(draft, sealer)._replace(later=True)


def queue_known(draft: OutboundDraft, sealer: Sealer) -> Transaction[int]:
    """The same, where its number is to be kept."""
    if draft.urgent:
        yield from hurry(draft.contact_id, fair_moment(draft.created_at, urgent=True))
    insert = _insert(draft, sealer)
    rows = yield insert._replace(text=f"{insert.text} RETURNING id")
    return int(rows[0]["id"])


def queue_farewell(draft: OutboundDraft, address: str, sealer: Sealer) -> Transaction[int]:
    """Part of the transaction that erases its contact: the row keeps the address until it is sent.

    Sealed only once the row has its number, to which it is bound."""
    outbound_id = yield from queue_known(draft, sealer)
    yield Sql(
        "UPDATE outbound_message SET farewell_sealed = ? WHERE id = ?",
        (sealer.seal(address, FAREWELL_ADDRESS.of(outbound_id)), outbound_id),
    )
    return outbound_id


def queue_to_number(draft: OutboundDraft, number: str, sealer: Sealer) -> Transaction[int]:
    """The same to who is no contact of ours: their STOP or ERASE takes it out again."""
    outbound_id = yield from queue_farewell(draft, number, sealer)
    reader = sealer.address_hash(draft.channel, number)
    yield Sql("UPDATE outbound_message SET reader_hash = ? WHERE id = ?", (reader, outbound_id))
    return outbound_id


def _insert(draft: OutboundDraft, sealer: Sealer) -> Sql:
    size, fair_at = draft.segments, fair_moment(draft.created_at, urgent=draft.urgent)
    return Sql(
        "INSERT INTO outbound_message (channel, route, contact_id, kind, content_sealed,"
        " encoding, segments, state, attempts, next_attempt_at, expires_at, created_at, tells_of,"
        " purpose, at_any_price, fair_at)"
        f" VALUES (?, ?, ?, ?, ?, ?, ?, 'queued', 0, ?, ?, ?, ?, ?, ?, {FAIR_AT})",
        (
            draft.channel,
            draft.route,
            draft.contact_id,
            draft.kind,
            seal_message(draft.message, sealer, draft.contact_id),
            size.encoding if size else None,
            size.segments if size else None,
            draft.next_attempt_at,
            draft.expires_at,
            draft.created_at,
            draft.tells_of,
            draft.purpose,
            draft.at_any_price,
            draft.contact_id,
            fair_at,
            fair_at,
        ),
    )


@dataclass(frozen=True, slots=True)
class BroadcastBatch:
    """One message of a reminder to many contacts on one channel."""

    channel: str
    message: Rendered
    segments: Segments | None
    reminder_id: int
    created_at: datetime
    next_attempt_at: datetime
    expires_at: datetime
    route: str = THE_ONLY


def queue_broadcast(
    batch: BroadcastBatch, contact_ids: Sequence[int], sealer: Sealer
) -> Transaction[int]:
    """Part of a transaction: one statement for all of them; how many had it not queued already."""
    size = batch.segments
    places = ", ".join("?" * len(contact_ids))
    rows = yield Sql(
        "INSERT INTO outbound_message (channel, route, contact_id, kind, reminder_id,"
        " content_sealed, encoding, segments, state, attempts, next_attempt_at, expires_at,"
        " created_at, fair_at)"
        " SELECT c.channel, ?, c.id, ?, ?, ?, ?, ?, 'queued', 0, ?, ?, ?, ?"
        f" FROM contact AS c WHERE c.channel = ? AND c.id IN ({places}) ORDER BY c.id"
        " ON CONFLICT (reminder_id, contact_id) DO NOTHING RETURNING id",
        (
            batch.route,
            REMINDER,
            batch.reminder_id,
            seal_reminder(batch.message, sealer, batch.reminder_id),
            size.encoding if size else None,
            size.segments if size else None,
            batch.next_attempt_at,
            batch.expires_at,
            batch.created_at,
            fair_moment(batch.next_attempt_at),
            batch.channel,
            *contact_ids,
        ),
    )
    return len(rows)


class Outbox:
    """All senders, one for each route of each channel, so that a slow provider holds up nobody
    else.

    `polite` moves a moment out of the quiet hours; it is asked again before each reminder goes.
    `rate_limits`: how fast each route may send, by its bucket; one not there knows no limit.
    `budget`: what is sent is counted, and caps reminders; without it neither. `make_file`: makes
    what goes along with a message, as it is at that moment.
    """

    def __init__(
        self,
        executor: Executor,
        channels: Mapping[str, Channel],
        sealer: Sealer,
        clock: Clock,
        polite: Callable[[datetime], datetime],
        at_once: int = 32,
        metrics: Metrics | None = None,
        rate_limits: Mapping[str, RateLimit] | None = None,
        routes: Routes = ONE_ROUTE_EACH,
        budget: Budget | None = None,
        make_file: MakesFile = no_file,
    ) -> None:
        self._executor = executor
        self._metrics = metrics or Metrics()
        self._sealer = sealer
        self._clock = clock
        self._rerouter = Rerouter(routes, tuple(channels), sealer)
        rate_limits = rate_limits or {}
        self._senders = {
            bucket_of(name, route): Sender(
                executor,
                channel,
                sealer,
                clock,
                polite,
                at_once,
                self._metrics,
                rate_limits.get(bucket_of(name, route), UNLIMITED),
                route,
                budget,
                make_file,
            )
            for name, channel in channels.items()
            for route in routes.names(name)
        }

    def start(self) -> None:
        """Deliver from now on, at once when woken."""
        for sender in self._senders.values():
            sender.start()

    async def stop(self) -> None:
        """Claim nothing more; what is being sent has a few seconds to end, and is recorded."""
        await asyncio.gather(*(sender.stop() for sender in self._senders.values()))

    def wake(self, channel: str | None = None) -> None:
        """Something was queued: look at once; None: look on every channel."""
        for sender in self._senders.values():
            if channel in (None, sender.channel):
                sender.wake()

    def wake_soon(self, channel: str | None = None) -> None:
        """The same when some replica queued it, perhaps ourselves: see `Sender.wake_soon`."""
        for sender in self._senders.values():
            if channel in (None, sender.channel):
                sender.wake_soon()

    async def deliver_due(self) -> int:
        """Send all that is due now, to its end; how many attempts were made."""
        counts = await asyncio.gather(*(each.deliver_due() for each in self._senders.values()))
        return sum(counts)

    async def tidy(self) -> None:
        """Queue again what a crash cut off, and give up what is too late, on any channel.

        What was queued for a route that sends no more goes by the one that serves its number now.
        """
        now = self._clock()
        in_hand = [each for sender in self._senders.values() for each in sender.in_hand]
        again, expired = await self._executor.run(lambda: _tidy(now, in_hand))
        if again:
            log.warning("sending_cut_off", messages=again, lease_s=LEASE.total_seconds())
            self.wake()
        if expired:
            log.warning("messages_expired", messages=len(expired))
            for channel in expired:
                self._metrics.expired(channel)
        await self._executor.run(lambda: clear_lost(self._sealer, now))
        if await self._executor.run(self._rerouter.reroute):
            self.wake()


def _tidy(now: datetime, in_hand: Sequence[int]) -> Transaction[tuple[int, list[str]]]:
    """How many are queued again, and the channels of those given up."""
    places = ", ".join("?" * len(in_hand)) or "NULL"
    again = yield Sql(
        "UPDATE outbound_message SET state = 'queued' WHERE state = 'sending'"
        f" AND next_attempt_at <= ? AND (id IN ({places})) IS NOT TRUE RETURNING id",
        (now, *in_hand),
    )
    yield from _heal_what_comes_from_the_future(now)
    expired = yield Sql(
        "UPDATE outbound_message SET state = 'cancelled', state_reason = 'expired',"
        f" {SETTLED} WHERE state = 'queued' AND expires_at <= ? RETURNING channel",
        (now,),
    )
    return len(again), [row["channel"] for row in expired]


def _heal_what_comes_from_the_future(now: datetime) -> Transaction[None]:
    """A clock was ahead and was set back: what it wrote must not wait until it is right again."""
    # No lease lasts so long; it is made an ordinary one, for its sender may still be at it.
    yield Sql(
        "UPDATE outbound_message SET next_attempt_at = ?"
        " WHERE state = 'sending' AND next_attempt_at > ?",
        (now + LEASE, now + 2 * LEASE),
    )
    yield Sql(
        "UPDATE outbound_message SET next_attempt_at = ?"
        " WHERE state = 'queued' AND next_attempt_at > ? AND created_at > ?",
        (now, now + AHEAD, now + AHEAD),
    )
