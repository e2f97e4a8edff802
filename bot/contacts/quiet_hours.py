"""When may we write to somebody unasked? Never between two local times of the programme."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

_INSTANT = timedelta(microseconds=1)


class QuietHours(NamedTuple):
    """As the functions here take them, behind the moment."""

    quiet_from: time
    quiet_until: time
    timezone: str


def is_quiet(moment: datetime, quiet_from: time, quiet_until: time, timezone: str) -> bool:
    """Whether the wall clock in `timezone` stands between the two; both the same: never quiet."""
    clock = moment.astimezone(ZoneInfo(timezone)).time()
    if quiet_from <= quiet_until:
        return quiet_from <= clock < quiet_until
    return clock >= quiet_from or clock < quiet_until


def earliest_polite(
    moment: datetime, quiet_from: time, quiet_until: time, timezone: str
) -> datetime:
    """The first moment from `moment` on that is not in the quiet hours, in UTC.

    Where spring leaves out the very hour they end in, it may be up to that hour later.
    """
    if not is_quiet(moment, quiet_from, quiet_until, timezone):
        return moment.astimezone(UTC)
    zone = ZoneInfo(timezone)
    today = moment.astimezone(zone).date()
    # In autumn a clock shows one hour twice (fold 0, then 1), so both readings are looked at.
    ends = (
        datetime.combine(today + timedelta(days=days), quiet_until, zone).replace(fold=fold)
        for days in (0, 1)
        for fold in (0, 1)
    )
    return min(
        end.astimezone(UTC)
        for end in ends
        if end.astimezone(UTC) > moment and not is_quiet(end, quiet_from, quiet_until, timezone)
    )


def latest_polite(moment: datetime, quiet_from: time, quiet_until: time, timezone: str) -> datetime:
    """The last moment up to `moment` that is not in the quiet hours: when they begin, in UTC.

    Where spring leaves out the very hour they begin in, it may be up to that hour earlier.
    """
    if not is_quiet(moment, quiet_from, quiet_until, timezone):
        return moment.astimezone(UTC)
    return max(
        each
        for each in _beginnings(moment, (0, -1, -2), quiet_from, timezone)
        if each <= moment and not is_quiet(each - _INSTANT, quiet_from, quiet_until, timezone)
    )


def after_waking(
    moment: datetime, length: timedelta, quiet_from: time, quiet_until: time, timezone: str
) -> datetime:
    """When `length` has passed since `moment`, the quiet hours not counted, in UTC."""
    at = earliest_polite(moment, quiet_from, quiet_until, timezone)
    while True:
        begins = [
            each
            for each in _beginnings(at, (0, 1, 2), quiet_from, timezone)
            if each > at and is_quiet(each, quiet_from, quiet_until, timezone)
        ]
        if not begins or at + length <= min(begins):
            return at + length
        length -= min(begins) - at
        at = earliest_polite(min(begins), quiet_from, quiet_until, timezone)


def _beginnings(
    moment: datetime, days: tuple[int, ...], quiet_from: time, timezone: str
) -> list[datetime]:
    """When the clock shows `quiet_from` on the days around: in autumn twice on one of them."""
    zone = ZoneInfo(timezone)
    today = moment.astimezone(zone).date()
    return [
        datetime.combine(today + timedelta(days=day), quiet_from, zone)
        .replace(fold=fold)
        .astimezone(UTC)
        for day in days
        for fold in (0, 1)
    ]
