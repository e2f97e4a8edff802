"""Who is on duty, by weekday and hours? And in which quiet hours is it nobody?

Times are minutes of the day where the programme is. What ends before it begins ends the next day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from bot.database.transaction import Sql, Transaction

DAY = 24 * 60
WEEK = 7 * DAY


@dataclass(frozen=True, slots=True)
class Shift:
    """`weekday`: 0 is Monday, the day on which it begins."""

    staff_id: int
    weekday: int
    begins: int
    ends: int

    def minutes(self) -> range:
        """Those of the week it covers, the last ones perhaps beyond Sunday."""
        first = self.weekday * DAY + self.begins
        last = self.weekday * DAY + self.ends
        return range(first, last if self.ends > self.begins else last + DAY)

    def covers(self, minute: int) -> bool:
        """Whether a minute of the week is in it."""
        return minute in self.minutes() or minute + WEEK in self.minutes()


@dataclass(frozen=True, slots=True)
class Gap:
    """Quiet hours of a week with nobody on duty."""

    weekday: int
    begins: int
    ends: int


def minutes_of(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def clock_of(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)


def on_shift(shifts: Iterable[Shift], local: datetime) -> frozenset[int]:
    """The ids of who is on duty at this moment of the programme's clocks."""
    minute = local.weekday() * DAY + minutes_of(local.time())
    return frozenset(each.staff_id for each in shifts if each.covers(minute))


def gaps(shifts: Iterable[Shift], quiet_from: time, quiet_until: time) -> list[Gap]:
    """Where somebody in danger at night would find nobody on duty."""
    covered = {minute % WEEK for each in shifts for minute in each.minutes()}
    found = []
    for weekday in range(7):
        night = Shift(0, weekday, minutes_of(quiet_from), minutes_of(quiet_until)).minutes()
        open_since: int | None = None
        for minute in (*night, night.stop):
            is_open = minute < night.stop and minute % WEEK not in covered
            if is_open and open_since is None:
                open_since = minute
            elif not is_open and open_since is not None:
                day, begins = divmod(open_since % WEEK, DAY)
                found.append(Gap(day, begins, minute % DAY))
                open_since = None
    return found


def read_shifts() -> Transaction[list[Shift]]:
    """All that are written down, by day and hour."""
    rows = yield Sql(
        "SELECT staff_id, weekday, begins, ends FROM rota_shift"
        " ORDER BY weekday, begins, ends, staff_id"
    )
    return [Shift(row["staff_id"], row["weekday"], row["begins"], row["ends"]) for row in rows]
