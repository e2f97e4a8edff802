"""How are the messages of one route carried? In rounds: record what was sent, claim what is due.

One transaction a round does both, so a thousand messages cost a few commits, and one costs no more.
"""

from __future__ import annotations

import asyncio
import contextvars
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

import structlog

from bot.channels.base import Channel
from bot.channels.routes import THE_ONLY
from bot.clock import Clock
from bot.database.transaction import Executor, Transaction
from bot.messages.attempts import REMINDER, AttemptOutcome, DueMessage
from bot.messages.errors import Rejected, TryLater, Unreachable
from bot.messages.message import AttachedFile, Attachment, MakesFile, OutboundMessage
from bot.operations.metrics import Metrics
from bot.outbound.address import open_address
from bot.outbound.budget import Budget
from bot.outbound.claim import ClaimRequest, ClaimResult, claim, earlier
from bot.outbound.content import open_message
from bot.outbound.delivery_reports import reference_of
from bot.outbound.rate_limit import LONG_AGO, UNLIMITED, RateLimit, pause
from bot.outbound.record import record
from bot.privacy.sealing.sealer import Sealer

log = structlog.get_logger(__name__)

SEND_TIMEOUT_S = 45.0
"""Below the lease (claim.py), so that no second sender takes up what is still being sent."""

LOOK_EVERY = timedelta(seconds=1)
"""Senders are woken; this is the net under that, and finds retries that have come due."""

OTHERS_FIRST_S = 0.02
"""What another replica queued it mostly sends itself, sooner than this."""


async def no_file(_attachment: Attachment) -> AttachedFile | None:
    """Where nothing that can be attached is known: the words go alone."""
    return None


GRACE_S = 5.0
FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=10)
SURPRISES_ALLOWED = 5


class Sender:
    """Carries the messages of one route, at most `at_once` at a time, one to each contact."""

    def __init__(
        self,
        executor: Executor,
        channel: Channel,
        sealer: Sealer,
        clock: Clock,
        polite: Callable[[datetime], datetime],
        at_once: int,
        metrics: Metrics,
        rate_limit: RateLimit = UNLIMITED,
        route: str = THE_ONLY,
        budget: Budget | None = None,
        make_file: MakesFile = no_file,
    ) -> None:
        self._executor = executor
        self._channel = channel
        self._budget = budget.on(channel.name) if budget and channel.capabilities.is_paid else None
        self._sealer = sealer
        self._make_file = make_file
        self._clock = clock
        self._polite = polite
        self._at_once = at_once
        self._metrics = metrics
        self._rate_limit = rate_limit
        self._route = route
        # A provider that has become slow is not to be filled with a broadcast to the last place.
        self._broadcasts_at_once = at_once - at_once // 4
        self._in_flight: dict[asyncio.Task[None], DueMessage] = {}
        self._broadcasts_at = LONG_AGO
        """When to look for reminders next."""
        self._again_at: datetime | None = None
        self.in_hand: set[int] = set()
        """Claimed here and not recorded yet: their leases hold, whatever a clock says."""
        self._outcomes: list[AttemptOutcome] = []
        self._woken = asyncio.Event()
        self._wakes_at: asyncio.TimerHandle | None = None
        self._one_round = asyncio.Lock()
        self._runner: asyncio.Task[None] | None = None
        self._stopping = False

    @property
    def channel(self) -> str:
        """The name of the channel it sends on."""
        return self._channel.name

    def wake(self) -> None:
        """Something may be due: look now."""
        self._woken.set()

    def wake_soon(self) -> None:
        """Another replica queued something, or we did: look in a moment, once for many."""
        if self._wakes_at is None and not self._stopping:
            self._wakes_at = asyncio.get_running_loop().call_later(OTHERS_FIRST_S, self._wake_now)

    def _wake_now(self) -> None:
        self._wakes_at = None
        self.wake()

    def start(self) -> None:
        """Claim and send from now on."""
        self._stopping = False
        self._runner = asyncio.create_task(self._run(), context=contextvars.Context())

    async def stop(self) -> None:
        """Claim nothing more; what is being sent has a few seconds to end, and is recorded."""
        if self._runner is not None:
            # Not cancelled: a claim that nobody waits for would block its messages for a lease.
            self._stopping = True
            if self._wakes_at is not None:
                self._wakes_at.cancel()
                self._wakes_at = None
            self.wake()
            await asyncio.wait([self._runner])
            self._runner = None
        if self._in_flight:
            _, late = await asyncio.wait(self._in_flight, timeout=GRACE_S)
            for task in late:
                task.cancel()
        await self._round(room=0)

    async def deliver_due(self) -> int:
        """Rounds until nothing is due and nothing is on its way; how many attempts were made."""
        attempts = 0
        while True:
            self._broadcasts_at = LONG_AGO
            claimed = await self._round()
            attempts += claimed
            if self._in_flight:
                await asyncio.wait(self._in_flight, return_when=asyncio.FIRST_COMPLETED)
            elif not claimed and not self._outcomes:
                return attempts

    async def _run(self) -> None:
        while not self._stopping:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._patience_s()):
                    await self._woken.wait()
            self._woken.clear()
            try:
                await self._round()
            except Exception as error:
                # The database is away; what was sent is remembered here until it is back.
                log.error("round_failed", channel=self._channel.name, error=type(error).__name__)
                await asyncio.sleep(LOOK_EVERY.total_seconds())

    def _patience_s(self) -> float:
        """How long to wait if nobody wakes us: to the next look, or till the limit lets more go."""
        now = self._clock()
        first = earlier(self._again_at, now + LOOK_EVERY)
        if self._room_for_broadcasts() > 0:  # else what arrives makes room, and wakes us
            first = earlier(first, self._broadcasts_at)
        assert first is not None
        return max((first - now).total_seconds(), 0.001)

    async def _round(self, room: int | None = None) -> int:
        """Record the outcomes so far, claim what is due and begin to send it; how many."""
        async with self._one_round:
            if room is None:
                room = self._at_once - len(self._in_flight)
            outcomes, self._outcomes = self._outcomes, []
            request = self._request(room)
            try:
                claimed = await self._executor.run(
                    lambda: self._record_and_claim(outcomes, request), brief=True
                )
            except BaseException:
                self._outcomes = [*outcomes, *self._outcomes]
                raise
            self._look_again(request, claimed)
            self.in_hand -= {outcome.due.id for outcome in outcomes}
            for due in claimed.due:
                self.in_hand.add(due.id)
                # A clean context: a task begun within somebody's transaction would join it.
                task = asyncio.create_task(self._carry(due), context=contextvars.Context())
                self._in_flight[task] = due
                task.add_done_callback(self._arrived)
            return len(claimed.due)

    def _look_again(self, request: ClaimRequest, claimed: ClaimResult) -> None:
        if request.broadcasts > 0:
            self._broadcasts_at = claimed.broadcasts_at or request.now + LOOK_EVERY
        if self._again_at is not None and self._again_at <= request.now:
            self._again_at = None
        self._again_at = earlier(self._again_at, claimed.again_at)

    def _request(self, room: int) -> ClaimRequest:
        """Reminders are looked for each second, and then as long as there are any: a look costs."""
        now = self._clock()
        # No look is so far away; unless a clock was set back since it was planned.
        looks = not now < self._broadcasts_at <= now + LOOK_EVERY
        return ClaimRequest(
            channel=self._channel.name,
            route=self._route,
            now=now,
            room=room,
            broadcasts=min(self._room_for_broadcasts(), room) if looks else 0,
            polite=self._polite,
            rate_limit=self._rate_limit,
            knows_reader=self._channel.capabilities.answers_within is not None,
            budget=self._budget,
            sealer=self._sealer,
        )

    def _room_for_broadcasts(self) -> int:
        on_their_way = sum(due.kind == REMINDER for due in self._in_flight.values())
        free = self._at_once - len(self._in_flight)
        return min(self._broadcasts_at_once - on_their_way, free)

    def _arrived(self, task: asyncio.Task[None]) -> None:
        due = self._in_flight.pop(task)
        if due.kind == REMINDER:
            self.wake_soon()  # to record some of a broadcast at once
        else:
            self.wake()

    async def _carry(self, due: DueMessage) -> None:
        outcome = await self._attempt(due)
        if outcome.state == "failed":
            log.warning("message_failed", outbound=due.id, channel=self._channel.name)
        self._outcomes.append(outcome)
        self._metrics.attempted(self._channel.name, outcome)

    async def _attempt(self, due: DueMessage) -> AttemptOutcome:
        try:
            message = open_message(due, self._sealer)
            attached = message.attachment
            outbound = OutboundMessage(
                open_address(due.id, due.contact_id, due.sealed, self._sealer),
                message,
                file=await self._make_file(attached) if attached else None,
                reference=reference_of(due.id, due.created_at),
                kind=due.kind,
                locale=due.locale,
                heard_at=due.heard_at,
            )
            async with asyncio.timeout(SEND_TIMEOUT_S):
                provider_id = await self._channel.send(outbound)
        except TryLater as refusal:
            return self._later(
                due, refusal.reason, refusal.after, "try_later", everybody=refusal.everybody
            )
        except TimeoutError:
            return self._later(due, "no answer in time", FIRST_PAUSE, "no_answer")
        except Unreachable as refusal:
            return AttemptOutcome(
                due, "failed", self._clock(), refusal.reason, unreachable=True, kind="unreachable"
            )
        except Rejected as refusal:
            return AttemptOutcome(due, "failed", self._clock(), refusal.reason, kind="rejected")
        except Exception as error:
            # Its text may hold an address or words, so only its kind is told.
            kind = type(error).__name__
            log.error("send_raised", outbound=due.id, channel=self._channel.name, error=kind)
            if due.attempts >= SURPRISES_ALLOWED:
                return AttemptOutcome(due, "failed", self._clock(), kind)
            return self._later(due, kind, FIRST_PAUSE)
        return AttemptOutcome(due, "sent", self._clock(), provider_id=provider_id)

    def _later(
        self,
        due: DueMessage,
        reason: str,
        after: timedelta,
        kind: str = "fault",
        *,
        everybody: bool = False,
    ) -> AttemptOutcome:
        now = self._clock()
        again = now + max(after, pause_after(due.attempts))
        pause_until = now + after if everybody else None
        return AttemptOutcome(
            due,
            "queued",
            now,
            reason,
            next_attempt_at=again,
            pause_until=pause_until,
            kind=kind,
        )

    def _record_and_claim(
        self, outcomes: Sequence[AttemptOutcome], request: ClaimRequest
    ) -> Transaction[ClaimResult]:
        for outcome in outcomes:
            yield from record(outcome)
        pauses = [each.pause_until for each in outcomes if each.pause_until is not None]
        if pauses:
            yield from pause(request.channel, request.route, max(pauses))
        return (yield from claim(request))


def pause_after(attempts: int) -> timedelta:
    """Twice as long each time, and never the same for all: else they come back together."""
    doubled: timedelta = FIRST_PAUSE * 2 ** min(attempts - 1, 20)
    return min(doubled, LONGEST_PAUSE) * (0.75 + secrets.randbelow(500) / 1000)
