"""How many answers has this person had, in this hour and this day?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time that began with an answer (`since`, ISO 8601), and the answers in it."""

    since: str = ""
    count: int = 0

    def at(self, now: datetime, length: timedelta) -> Window:
        """The same, or an empty one where it is over; or where a clock was set back."""
        if not self.since or not timedelta() <= now - datetime.fromisoformat(self.since) < length:
            return Window()
        return self

    def more(self, now: datetime) -> Window:
        """With one answer more."""
        return Window(self.since or now.isoformat(), self.count + 1)

    def end(self, length: timedelta) -> datetime:
        """When it is over; it must have begun."""
        return datetime.fromisoformat(self.since) + length


@dataclass(frozen=True, slots=True)
class Allowance:
    """`danger`: answers beyond the others, in this hour, to what is owed to everybody.

    `missed`: messages in a row, in this hour, that meant nothing to us. `told_until`: until when
    they know that they are answered no more (ISO 8601).
    """

    hour: Window = Window()
    day: Window = Window()
    danger: Window = Window()
    missed: Window = Window()
    told_until: str = ""


NOTHING_HAD = Allowance()


def to_list(allowance: Allowance) -> list[object]:
    """As JSON knows it."""
    windows = (allowance.hour, allowance.day, allowance.danger, allowance.missed)
    pairs = [value for each in windows for value in (each.since, each.count)]
    return [*pairs, allowance.told_until]


def from_list(raw: Sequence[object] | None) -> Allowance:
    """Raises ValueError or TypeError for what is none."""
    if raw is None:
        return NOTHING_HAD
    *pairs, told_until = raw
    if not isinstance(told_until, str):
        raise TypeError
    starts, counts = pairs[::2], pairs[1::2]
    hour, day, danger, missed = (_window(*pair) for pair in zip(starts, counts, strict=True))
    return Allowance(hour, day, danger, missed, told_until)


def _window(since: object, count: object) -> Window:
    if not isinstance(since, str) or not isinstance(count, int):
        raise TypeError
    if since:
        datetime.fromisoformat(since)
    return Window(since, count)
