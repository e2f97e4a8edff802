"""What time is it, when the machine's clock may be wrong for a moment?

A clock that is set forward by a mistake, and back a minute later, would let replies expire that
were just written, and end the leases of what is being sent. So a jump is believed once it lasts.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import structlog

log = structlog.get_logger(__name__)

Clock = Callable[[], datetime]
"""What is asked for the time; tests give one that stands still."""

DRIFT = timedelta(seconds=10)
"""What a clock is corrected by without a jump, and what passes between two looks at both clocks."""

BELIEVED_AFTER = timedelta(minutes=5)

# Also counts while the machine sleeps: waking up is no jump. macOS counts so by itself.
_ELAPSED = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def now_in_utc() -> datetime:
    """The machine's clock, as it is."""
    return datetime.now(UTC)


def _elapsed() -> float:
    return time.clock_gettime(_ELAPSED)


class SteadyClock:
    """Call it for the time, in UTC. It follows the machine's clock, but no jump that is undone."""

    def __init__(
        self, wall: Callable[[], datetime] = now_in_utc, elapsed: Callable[[], float] = _elapsed
    ) -> None:
        """`elapsed`: seconds that nobody can set."""
        self.now_in_utc, self._elapsed = wall, elapsed
        # One value, for it is asked from the database's thread as well.
        self._seen = (wall(), elapsed())
        self._doubted_since: float | None = None

    def __call__(self) -> datetime:
        wall, at = self.now_in_utc(), self._elapsed()
        last, since = self._seen
        steady = last + timedelta(seconds=at - since)
        if abs(wall - steady) <= DRIFT:
            self._doubted_since = None
        else:
            wall = self._doubt(wall, steady, at)
        self._seen = (wall, at)
        return wall

    def _doubt(self, wall: datetime, steady: datetime, at: float) -> datetime:
        """The time to go by while both differ: ours, until theirs has lasted."""
        if self._doubted_since is None:
            self._doubted_since = at
            log.warning("clock_doubted", seconds=round((wall - steady).total_seconds()))
        if at - self._doubted_since < BELIEVED_AFTER.total_seconds():
            return steady
        log.warning("clock_believed", seconds=round((wall - steady).total_seconds()))
        self._doubted_since = None
        return wall
