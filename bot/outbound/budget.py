"""How much was sent today and this month, and is there money left for what nobody asked for?

By SMS segments are paid, on WhatsApp messages; and by SMS nothing at all is paid to some numbers.

A row for each day and channel, for all replicas; what a sender takes is added in the transaction
that takes it. Replies and danger go whatever it says. Above a cap reminders stay queued: nothing is
written to them, so they go at once on the next day, or when the programme raises the cap, and end
by themselves when they would come too late.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from bot.database.transaction import Row, Sql, Transaction
from bot.messages.attempts import REMINDER, DueMessage
from services_directory.values.entries import Programme

SMS, WHATSAPP = "sms", "whatsapp"
CAPPED = (SMS, WHATSAPP)
"""The channels that a programme can cap."""

ALARM_PERCENT = 80
"""From so much of a cap on whoever pays is told."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What was sent on a channel, today and this month, and the reminders that are due on it."""

    segments_today: int = 0
    segments_this_month: int = 0
    messages_today: int = 0
    messages_this_month: int = 0
    reminders_due: int = 0
    unanswered_this_month: int = 0


@dataclass(frozen=True, slots=True)
class Budget:
    """The caps; None: there is none. Days and months are those of `zone`. `is_paid_for`: whether
    anything is sent to an address unasked; None: to all."""

    zone: ZoneInfo
    segments_a_day: int | None = None
    segments_a_month: int | None = None
    messages_a_day: int | None = None
    messages_a_month: int | None = None
    is_paid_for: Callable[[str], bool] | None = None

    @classmethod
    def of(cls, programme: Programme) -> Budget:
        """As the programme file says, of all channels."""
        limits = programme.limits
        return cls(
            ZoneInfo(programme.timezone),
            limits.sms_a_day,
            limits.sms_a_month,
            limits.whatsapp_a_day,
            limits.whatsapp_a_month,
            partial(limits.answers_by_sms, country=programme.country),
        )

    def on(self, channel: str) -> Budget:
        """What of it holds for one channel."""
        if channel == SMS:
            day, month = self.segments_a_day, self.segments_a_month
            return Budget(self.zone, day, month, is_paid_for=self.is_paid_for)
        if channel == WHATSAPP:
            return Budget(self.zone, None, None, self.messages_a_day, self.messages_a_month)
        return Budget(self.zone)

    @property
    def has_caps(self) -> bool:
        """Whether anything is capped at all."""
        return any(cap is not None for cap in (*self._segments, *self._messages))

    def cost(self, segments: int | None) -> int:
        """What one message takes of what is capped."""
        return (segments or 0) if any(cap is not None for cap in self._segments) else 1

    def day(self, now: datetime) -> str:
        """The day it is for whoever pays, as the table has it."""
        return now.astimezone(self.zone).date().isoformat()

    def first_of_month(self, now: datetime) -> str:
        """The first day of its month."""
        return now.astimezone(self.zone).date().replace(day=1).isoformat()

    def left(self, spent: Spent) -> int | None:
        """What is left for what nobody asked for; None: as much as one likes."""
        left = [cap - used for cap, used in self._used(spent)]
        return max(min(left), 0) if left else None

    def percent(self, spent: Spent) -> int:
        """How much of the cap that is nearer is used up; 0 without a cap."""
        return max((100 * used // cap for cap, used in self._used(spent)), default=0)

    def _used(self, spent: Spent) -> list[tuple[int, int]]:
        used = (
            spent.segments_today,
            spent.segments_this_month,
            spent.messages_today,
            spent.messages_this_month,
        )
        caps = zip((*self._segments, *self._messages), used, strict=True)
        return [(cap, used) for cap, used in caps if cap is not None]

    @property
    def _segments(self) -> tuple[int | None, int | None]:
        return self.segments_a_day, self.segments_a_month

    @property
    def _messages(self) -> tuple[int | None, int | None]:
        return self.messages_a_day, self.messages_a_month


def spent_on(channel: str, budget: Budget, now: datetime) -> Transaction[Spent]:
    """What the table says of a channel; the reminders are not counted."""
    rows = yield Sql(
        "SELECT day, segments, messages, unanswered FROM sending_day"
        " WHERE channel = ? AND day >= ?",
        (channel, budget.first_of_month(now)),
    )
    today = [row for row in rows if row["day"] == budget.day(now)]
    return Spent(
        segments_today=sum(row["segments"] for row in today),
        segments_this_month=sum(row["segments"] for row in rows),
        messages_today=sum(row["messages"] for row in today),
        messages_this_month=sum(row["messages"] for row in rows),
        unanswered_this_month=sum(row["unanswered"] for row in rows),
    )


def add_to_day(
    channel: str, budget: Budget, now: datetime, taken: Sequence[DueMessage]
) -> Transaction[None]:
    """Count what is about to be sent; what is tried again was counted the first time."""
    first = [due for due in taken if due.attempts == 1]
    if not first:
        return
    yield Sql(
        "INSERT INTO sending_day (channel, day, messages, segments) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (channel, day) DO UPDATE SET"
        " messages = sending_day.messages + excluded.messages,"
        " segments = sending_day.segments + excluded.segments",
        (channel, budget.day(now), len(first), sum(due.segments or 0 for due in first)),
        later=True,
    )


def count_unanswered(channel: str, today: date) -> Transaction[None]:
    """Count a message that no answer is paid for; part of its turn. Nobody is in the row."""
    yield Sql(
        "INSERT INTO sending_day (channel, day, unanswered) VALUES (?, ?, 1)"
        " ON CONFLICT (channel, day) DO UPDATE SET unanswered = sending_day.unanswered + 1",
        (channel, today.isoformat()),
    )


def affordable(
    channel: str,
    budget: Budget,
    now: datetime,
    reminders: Sequence[Row],
    also_taken: Sequence[DueMessage],
) -> Transaction[Sequence[Row]]:
    """Those of these reminders, from the first on, that the caps leave room for.

    Exact where one route serves the channel, for its bucket is held; several may together take
    one batch more."""
    if not budget.has_caps:
        return reminders
    left = budget.left((yield from spent_on(channel, budget, now)))
    assert left is not None
    left -= sum(budget.cost(due.segments) for due in also_taken if due.attempts == 1)
    for count, row in enumerate(reminders):
        if row["attempts"] == 0:
            left -= budget.cost(row["segments"])
        if left < 0:
            return reminders[:count]
    return reminders


def spending(channel: str, budget: Budget, now: datetime) -> Transaction[Spent]:
    """The same as `spent_on`, with the reminders that are due: for whoever watches."""
    spent = yield from spent_on(channel, budget, now)
    due = yield Sql(
        "SELECT COUNT(*) AS n FROM outbound_message WHERE state = 'queued' AND channel = ?"
        f" AND kind = '{REMINDER}' AND next_attempt_at <= ?",
        (channel, now),
    )
    return replace(spent, reminders_due=due[0]["n"])


def alarm(channel: str, budget: Budget, now: datetime) -> Transaction[Spent | None]:
    """What to warn of; once a day, whichever replica is the first to ask."""
    spent = yield from spending(channel, budget, now)
    if budget.percent(spent) < ALARM_PERCENT:
        return None
    told = yield Sql(
        "INSERT INTO sending_day (channel, day, warned) VALUES (?, ?, ?)"
        " ON CONFLICT (channel, day) DO UPDATE SET warned = excluded.warned"
        " WHERE NOT sending_day.warned RETURNING id",
        (channel, budget.day(now), True),
    )
    return spent if told else None
