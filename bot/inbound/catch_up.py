"""What came in while nobody could tell us? Asked of the providers that keep a list.

At the start, and again and again: a webhook is also lost while only the database is away. What is
known already changes nothing, since a message is stored once by its provider's id.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog

from bot.channels.base import CatchesUp, Channel, Receive, Report
from bot.clock import Clock
from bot.database.transaction import Executor, Sql, Transaction, as_time
from bot.messages.errors import Rejected, TryLater
from services_directory.values.entries import Retention

log = structlog.get_logger(__name__)

MARGIN = timedelta(hours=2)
"""Looked at again before the last message we know, since a later one may have come through."""

LONGEST = timedelta(days=3)
"""Who wrote before that has given up waiting."""


class CatchUp:
    """Built once in `bot/bootstrap.py`; `retention` is asked each time."""

    def __init__(
        self,
        executor: Executor,
        channels: Sequence[Channel],
        receive: Receive,
        report: Report,
        retention: Callable[[], Retention],
        clock: Clock,
    ) -> None:
        self._executor = executor
        self._channels = {each.name: each for each in channels if isinstance(each, CatchesUp)}
        self._receive = receive
        self._report = report
        self._retention = retention
        self._clock = clock

    @property
    def can(self) -> bool:
        """Whether any channel keeps a list."""
        return bool(self._channels)

    async def catch_up(self) -> None:
        """Every channel that can; a provider that is away does not hold up the others."""
        for name, channel in self._channels.items():
            since = await self._since(name)
            try:
                await channel.catch_up(since, self._receive, self._report)
            except (TryLater, Rejected) as refusal:
                log.warning("not_caught_up", channel=name, reason=refusal.reason)

    async def _since(self, channel: str) -> datetime:
        """A while before the last message we know; not so far back that we forgot what we knew."""
        now = self._clock()
        last = await self._executor.run(lambda: _last_seen(channel))
        kept = timedelta(days=self._retention().message_days) - MARGIN
        return max((last or now) - MARGIN, now - min(LONGEST, kept))


def _last_seen(channel: str) -> Transaction[datetime | None]:
    # Of all routes of a channel the one that keeps a list has ids without a prefix, see
    # bot/channels/sms/by_prefix.py.
    rows = yield Sql(
        "SELECT received_at FROM inbound_message WHERE channel = ?"
        " AND provider_id NOT LIKE '%:%' ORDER BY received_at DESC LIMIT 1",
        (channel,),
    )
    return as_time(rows[0]["received_at"]) if rows else None
