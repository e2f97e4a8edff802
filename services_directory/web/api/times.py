"""On which days, from when to when, do its rows say it is open? The UK profile filters by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services_directory.records.records import ScheduleRecord
from services_directory.records.schedule_records import hours_of, plain_days

_DAY = 24 * 60
_LAST_MINUTE = _DAY - 1


@dataclass(frozen=True, slots=True)
class Times:
    """One row: days as "MO", and minutes after their midnight; past midnight it is over 1440."""

    days: tuple[str, ...]
    opens: int
    closes: int

    def meet(self, day: str | None, starts: int | None, ends: int | None) -> bool:
        """On that day, from `starts` or later until `ends` or earlier; None asks nothing."""
        return (
            (day is None or day in self.days)
            and (starts is None or self.opens >= starts)
            and (ends is None or self.closes <= ends)
        )


def times_of(rows: Sequence[ScheduleRecord], day: date | None) -> tuple[Times, ...]:
    """What the rows say of weeks from `day` on; nothing where they contradict each other."""
    if hours_of(rows) is None:
        return ()
    said = (plain_days(row) for row in rows if not _is_over(row, day))
    return tuple(_times(days, *interval) for days, interval in filter(None, said))


def _is_over(row: ScheduleRecord, day: date | None) -> bool:
    return day is not None and any(
        ends and ends[:10] < day.isoformat() for ends in (row.valid_to, row.until)
    )


def _times(days: tuple[str, ...], opens: str, closes: str) -> Times:
    start, end = minutes(opens), minutes(closes)
    # HSDS tells "until midnight" as 23:59, and so it is compared.
    end = min(end, _LAST_MINUTE) if end > start else end + _DAY
    return Times(tuple(day.upper() for day in days), start, end)


def minutes(clock: str) -> int:
    """ "08:30" as minutes after midnight."""
    hours, _colon, rest = clock.partition(":")
    return int(hours) * 60 + int(rest)
