"""How long do people usually wait for staff? Measured, so that nobody is promised a wish."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from statistics import median_high

from bot.contacts.world import WorldBuilder
from bot.database.transaction import Executor, Sql, Transaction, as_time

ENOUGH = 10
"""Fewer answers say nothing of the next one."""

LOOKED_AT = 200
"""So many of the last answers."""


@dataclass(frozen=True, slots=True)
class ResponseTimes:
    """Keeps `WorldBuilder.usual_wait` as it was of late; None while too few were answered."""

    executor: Executor
    worlds: WorldBuilder

    async def measure(self) -> None:
        waits = await self.executor.run(_last_waits)
        self.worlds.usual_wait = _median(waits) if len(waits) >= ENOUGH else None


def _median(waits: list[timedelta]) -> timedelta:
    return timedelta(seconds=median_high(each.total_seconds() for each in waits))


def _last_waits() -> Transaction[list[timedelta]]:
    rows = yield Sql(
        "SELECT opened_at, answered_at FROM staff_conversation WHERE answered_at > opened_at"
        f" ORDER BY opened_at DESC LIMIT {LOOKED_AT}"
    )
    return [as_time(row["answered_at"]) - as_time(row["opened_at"]) for row in rows]
