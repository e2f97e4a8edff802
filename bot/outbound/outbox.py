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

from bot.channels.base import Channel, Clock, Rendered
from bot.channels.routes import ONE_WAY_EACH, THE_ONLY, Ways
from bot.database.transaction import Lane, Script, Sql
from bot.messages.segments import Segments
from bot.messages.serialization import message_to_json
from bot.operations.metrics import Metrics
from bot.outbound.claim import LEASE, REMINDER, REPLY
from bot.outbound.rate_limit import UNLIMITED, Pace, bucket_of
from bot.outbound.reroute import Sorter
from bot.outbound.sender import Courier
from bot.privacy.sealing import Sealer

log = structlog.get_logger(__name__)

__all__ = ["REMINDER", "REPLY", "Circular", "Letter", "Outbox", "queue", "queue_for"]

REPLY_LIVES = timedelta(hours=24)
"""An answer a day late answers nothing."""

AHEAD = timedelta(minutes=5)
"""Clocks of replicas differ by less; what was made so much later than now, a wrong clock made."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message to queue. `contact_id` None: a farewell to somebody just erased."""

    channel: str
    contact_id: int | None
    address_hash: bytes
    address_sealed: bytes
    message: Rendered
    segments: Segments | None
    kind: str
    created_at: datetime
    next_attempt_at: datetime
    expires_at: datetime
    reminder_id: int | None = None
    route: str = THE_ONLY


def queue(letter: Letter) -> Script[bool]:
    """Part of a script. False: this reminder is queued for this contact already."""
    size, is_reminder = letter.segments, letter.reminder_id is not None
    rows = yield Sql(
        "INSERT INTO outbound_message (channel, route, contact_id, address_hash, address_sealed,"
        " kind, reminder_id, content, encoding, segments, state, attempts, next_attempt_at,"
        " expires_at, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', 0, ?, ?, ?)"
        " ON CONFLICT (reminder_id, contact_id) DO NOTHING RETURNING id",
        (
            letter.channel,
            letter.route,
            letter.contact_id,
            letter.address_hash,
            letter.address_sealed,
            letter.kind,
            letter.reminder_id,
            message_to_json(letter.message),
            size.encoding if size else None,
            size.segments if size else None,
            letter.next_attempt_at,
            letter.expires_at,
            letter.created_at,
        ),
        later=not is_reminder,
    )
    return bool(rows) or not is_reminder


@dataclass(frozen=True, slots=True)
class Circular:
    """One message of a reminder to many contacts on one channel."""

    channel: str
    message: Rendered
    segments: Segments | None
    reminder_id: int
    created_at: datetime
    next_attempt_at: datetime
    expires_at: datetime
    route: str = THE_ONLY


def queue_for(circular: Circular, contact_ids: Sequence[int]) -> Script[int]:
    """Part of a script: one statement for all of them; how many had it not queued already."""
    size = circular.segments
    places = ", ".join("?" * len(contact_ids))
    rows = yield Sql(
        "INSERT INTO outbound_message (channel, route, contact_id, address_hash, address_sealed,"
        " kind, reminder_id, content, encoding, segments, state, attempts, next_attempt_at,"
        " expires_at, created_at) SELECT c.channel, ?, c.id, c.address_hash, c.address_sealed,"
        " ?, ?, ?, ?, ?, 'queued', 0, ?, ?, ?"
        f" FROM contact AS c WHERE c.channel = ? AND c.id IN ({places}) ORDER BY c.id"
        " ON CONFLICT (reminder_id, contact_id) DO NOTHING RETURNING id",
        (
            circular.route,
            REMINDER,
            circular.reminder_id,
            message_to_json(circular.message),
            size.encoding if size else None,
            size.segments if size else None,
            circular.next_attempt_at,
            circular.expires_at,
            circular.created_at,
            circular.channel,
            *contact_ids,
        ),
    )
    return len(rows)


class Outbox:
    """All couriers, one for each route of each channel, so that a slow provider holds up nobody
    else.

    `polite` moves a moment out of the quiet hours; it is asked again before each reminder goes.
    `paces`: how fast each route may send, by its bucket; one that is not there knows no limit.
    """

    def __init__(
        self,
        lane: Lane,
        channels: Mapping[str, Channel],
        sealer: Sealer,
        clock: Clock,
        polite: Callable[[datetime], datetime],
        at_once: int = 32,
        metrics: Metrics | None = None,
        paces: Mapping[str, Pace] | None = None,
        ways: Ways = ONE_WAY_EACH,
    ) -> None:
        self._lane = lane
        self._metrics = metrics or Metrics()
        self._clock = clock
        self._sorter = Sorter(ways, tuple(channels), sealer)
        paces = paces or {}
        self._couriers = {
            bucket_of(name, route): Courier(
                lane,
                channel,
                sealer,
                clock,
                polite,
                at_once,
                self._metrics,
                paces.get(bucket_of(name, route), UNLIMITED),
                route,
            )
            for name, channel in channels.items()
            for route in ways.routes(name)
        }

    def start(self) -> None:
        """Deliver from now on, at once when woken."""
        for courier in self._couriers.values():
            courier.start()

    async def stop(self) -> None:
        """Claim nothing more; what is being sent has a few seconds to end, and is recorded."""
        await asyncio.gather(*(courier.stop() for courier in self._couriers.values()))

    def wake(self, channel: str | None = None) -> None:
        """Something was queued: look at once; None: look on every channel."""
        for courier in self._couriers.values():
            if channel in (None, courier.channel):
                courier.wake()

    def wake_soon(self, channel: str | None = None) -> None:
        """The same when some replica queued it, perhaps ourselves: see `Courier.wake_soon`."""
        for courier in self._couriers.values():
            if channel in (None, courier.channel):
                courier.wake_soon()

    async def deliver_due(self) -> int:
        """Send all that is due now, to its end; how many attempts were made."""
        counts = await asyncio.gather(*(each.deliver_due() for each in self._couriers.values()))
        return sum(counts)

    async def tidy(self) -> None:
        """Queue again what a crash cut off, and give up what is too late, on any channel.

        What was queued for a route that sends no more goes by the one that serves its number now.
        """
        now = self._clock()
        in_hand = [each for courier in self._couriers.values() for each in courier.in_hand]
        again, expired = await self._lane.run(lambda: _tidy(now, in_hand))
        if again:
            log.warning("sending_cut_off", messages=again, lease_s=LEASE.total_seconds())
            self.wake()
        if expired:
            log.warning("messages_expired", messages=len(expired))
            for channel in expired:
                self._metrics.expired(channel)
        if await self._lane.run(self._sorter.sort):
            self.wake()


def _tidy(now: datetime, in_hand: Sequence[int]) -> Script[tuple[int, list[str]]]:
    """How many are queued again, and the channels of those given up."""
    places = ", ".join("?" * len(in_hand)) or "NULL"
    again = yield Sql(
        "UPDATE outbound_message SET state = 'queued' WHERE state = 'sending'"
        f" AND next_attempt_at <= ? AND (id IN ({places})) IS NOT TRUE RETURNING id",
        (now, *in_hand),
    )
    yield from _heal_what_comes_from_the_future(now)
    expired = yield Sql(
        "UPDATE outbound_message SET state = 'cancelled', state_reason = 'expired'"
        " WHERE state = 'queued' AND expires_at <= ? RETURNING channel",
        (now,),
    )
    # A farewell that never left holds the last address of somebody who asked to be forgotten.
    yield Sql(
        "DELETE FROM outbound_message"
        " WHERE contact_id IS NULL AND state NOT IN ('queued', 'sending')"
    )
    return len(again), [row["channel"] for row in expired]


def _heal_what_comes_from_the_future(now: datetime) -> Script[None]:
    """A clock was ahead and was set back: what it wrote must not wait until it is right again."""
    # No lease lasts so long; it is made an ordinary one, for its courier may still be at it.
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
