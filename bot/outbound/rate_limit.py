"""How fast may a channel send, all replicas together? A bucket that fills with time.

One row of `channel_pace` for each channel, or for each of its routes where it has several, says
when that bucket will be full again: that is the whole state, so that whoever claims messages next,
in whichever process, goes on from there. A broadcast leaves something in the bucket, so that a
reply never waits for it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.database.transaction import Sql, Transaction, as_time

PORTION_S = 0.04
"""A broadcast is claimed in portions of so long, so that each need not cost a round of its own."""

LATENESS_S = 0.1
"""So late a sender may come without a message being lost: the bucket holds that much more."""

LONGEST_WAIT = timedelta(minutes=1)
"""No bucket takes so much longer to fill: then a clock was set back, and it counts as full."""

LONGEST_PAUSE = timedelta(days=1)
"""No provider asks for more: then, too, a clock was set back."""


@dataclass(frozen=True, slots=True)
class Grant:
    """`count` may be sent now; `full_at` is the new state; `again_at`: when to ask for the rest."""

    count: int
    full_at: datetime
    again_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RateLimit:
    """Messages a second over the whole channel, and to one chat; None: as fast as it goes.

    In any second a bit more than `per_second` may go: at most `capacity` on top, after a rest.
    """

    per_second: float | None = None
    per_chat: float | None = None

    @property
    def portion(self) -> int:
        """So many messages of a broadcast are claimed at once."""
        return max(1, round((self.per_second or 0) * PORTION_S))

    @property
    def reserve(self) -> int:
        """What a broadcast leaves for replies."""
        return self.portion

    @property
    def capacity(self) -> float:
        """What the bucket holds: so many may go at once after a rest."""
        return self.reserve + self.portion + max(1.0, (self.per_second or 0) * LATENESS_S)

    @property
    def chat_gap(self) -> timedelta:
        """From one message in a chat to the next."""
        return timedelta(seconds=1 / self.per_chat) if self.per_chat else timedelta()

    def at_most(self, room: int) -> int:
        """More than this is never granted at once: it need not be looked for."""
        return room if self.per_second is None else min(room, math.ceil(self.capacity))

    def take(self, full_at: datetime, now: datetime, wanted: int, *, broadcast: bool) -> Grant:
        """How many of `wanted` messages may go now. Pure: nothing but its arguments counts."""
        if self.per_second is None:
            return Grant(wanted, full_at)
        to_fill = timedelta(seconds=self.capacity / self.per_second)
        if full_at - now > to_fill + LONGEST_WAIT:
            full_at = now
        level = self.capacity - max((full_at - now).total_seconds(), 0) * self.per_second
        kept, portion = (self.reserve, self.portion) if broadcast else (0, 1)
        # What the arithmetic of moments rounds away must not cost a whole message.
        free = math.floor(level - kept + 1e-3)
        count = min(wanted, free) if free >= min(wanted, portion) else 0
        full_at = max(full_at, now) + timedelta(seconds=count / self.per_second)
        if count == wanted:
            return Grant(count, full_at)
        needed = kept + min(wanted - count, portion)
        again_at = full_at - to_fill + timedelta(seconds=needed / self.per_second)
        return Grant(count, full_at, max(again_at, now))


UNLIMITED = RateLimit()


def bucket_of(channel: str, route: str) -> str:
    """The name of a route's bucket (bot/channels/routes.py); the channel's, if it has but one."""
    return f"{channel}:{route}" if route else channel


@dataclass(frozen=True, slots=True)
class Bucket:
    """A row, held until the commit. `paused_until`: the provider asked all to wait."""

    name: str
    full_at: datetime
    paused_until: datetime | None = None

    def is_paused(self, now: datetime) -> bool:
        """Whether the provider asked everybody to wait, and the time is not over."""
        return self.paused_until is not None and now < self.paused_until <= now + LONGEST_PAUSE


LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
"""A new bucket is full."""


def hold_bucket(channel: str, route: str) -> Transaction[Bucket]:
    """A route's bucket. Other replicas that are about to claim from it wait for our commit."""
    name = bucket_of(channel, route)
    while True:
        rows = yield Sql(
            "SELECT full_at, paused_until FROM channel_pace WHERE channel = ?",
            (name,),
            lock=True,
        )
        if rows:
            row = rows[0]
            paused = row["paused_until"]
            paused_until = None if paused is None else as_time(paused)
            return Bucket(name, as_time(row["full_at"]), paused_until)
        yield Sql(
            "INSERT INTO channel_pace (channel, full_at) VALUES (?, ?)"
            " ON CONFLICT (channel) DO NOTHING",
            (name, LONG_AGO),
        )


def refill(bucket: Bucket, full_at: datetime) -> Transaction[None]:
    """Keep what `RateLimit.take` said of a bucket that is held."""
    yield Sql("UPDATE channel_pace SET full_at = ? WHERE channel = ?", (full_at, bucket.name))


def pause(channel: str, route: str, until: datetime) -> Transaction[None]:
    """Send nothing at all by this route before `until`, on no replica."""
    yield Sql(
        "INSERT INTO channel_pace (channel, full_at, paused_until) VALUES (?, ?, ?)"
        " ON CONFLICT (channel) DO UPDATE SET paused_until = excluded.paused_until"
        " WHERE channel_pace.paused_until IS NULL"
        " OR channel_pace.paused_until < excluded.paused_until",
        (bucket_of(channel, route), LONG_AGO, until),
    )
