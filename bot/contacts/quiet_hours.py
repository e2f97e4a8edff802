"""When may we write to somebody unasked? Never between two local times of the programme."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


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
