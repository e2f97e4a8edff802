"""A rule ("Monday and Wednesday, 9 to 12, until 15 January, not the 14th") → its classes. Pure.

The clock on the wall counts: a class at nine stays at nine when the clocks change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

MOST_CLASSES = 200
"""No cohort meets more often; a slip in a year is no timetable of centuries."""


class RuleFault(StrEnum):
    """Why a rule makes no timetable."""

    NO_DAY = "no_day"
    ENDS_BEFORE_IT_BEGINS = "ends_before_it_begins"
    LAST_BEFORE_FIRST = "last_before_first"
    NO_CLASS = "no_class"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class WeeklyRule:
    """Classes on `days` (Monday is 0) of each `every`-th week, that of `first` being one of them.

    From `first` to `last`, both included, but on none of `without`; by the clocks of one zone.
    """

    days: frozenset[int]
    begins: time
    ends: time
    first: date
    last: date
    without: frozenset[date] = frozenset()
    every: int = 1


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """When a class begins and ends, in UTC."""

    starts_at: datetime
    ends_at: datetime

    def meets(self, other: Slot) -> bool:
        """Whether both take place at some moment; one that begins when the other ends does not."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def fault_of(rule: WeeklyRule) -> RuleFault | None:
    """The first reason why this rule makes no timetable."""
    if not rule.days:
        return RuleFault.NO_DAY
    if rule.ends <= rule.begins:
        return RuleFault.ENDS_BEFORE_IT_BEGINS
    if rule.last < rule.first:
        return RuleFault.LAST_BEFORE_FIRST
    number = 0
    for number, _day in enumerate(_days(rule), start=1):
        if number > MOST_CLASSES:
            return RuleFault.TOO_MANY
    return None if number else RuleFault.NO_CLASS


def slots_of(rule: WeeklyRule, timezone: str) -> tuple[Slot, ...]:
    """Its classes, the first one first. Empty for a rule that has a fault."""
    if fault_of(rule):
        return ()
    zone = ZoneInfo(timezone)
    return tuple(slot_on(day, rule.begins, rule.ends, zone) for day in _days(rule))


def slot_on(day: date, begins: time, ends: time, zone: ZoneInfo) -> Slot:
    """One class on that day. An hour that the clocks skip is told by how they went before."""
    starts_at, ends_at = (_in_utc(day, each, zone) for each in (begins, ends))
    if ends_at <= starts_at:  # it begins in an hour that is skipped, and ends right after
        lasts = datetime.combine(day, ends) - datetime.combine(day, begins)
        ends_at = starts_at + lasts
    return Slot(starts_at, ends_at)


def _in_utc(day: date, at: time, zone: ZoneInfo) -> datetime:
    # Of an hour that comes twice the first is meant, as RFC 5545 says (`fold` is 0).
    return datetime.combine(day, at, zone).astimezone(UTC)


def _days(rule: WeeklyRule) -> Iterator[date]:
    week = timedelta(weeks=max(1, rule.every))
    monday = rule.first - timedelta(days=rule.first.weekday())
    while monday <= rule.last:
        for number in sorted(rule.days):
            day = monday + timedelta(days=number)
            if rule.first <= day <= rule.last and day not in rule.without:
                yield day
        monday += week
