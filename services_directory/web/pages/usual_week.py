"""When is it usually open? Days that are alike stand together."""

from __future__ import annotations

import re
from dataclasses import dataclass

from services_directory.records.schedule_records import weekly_intervals
from services_directory.values.weekly_rules import DAYS, Interval

_DATED = re.compile(r"\d{4} ")
"""How a rule begins that is only for some days: those are told as closures."""


@dataclass(frozen=True, slots=True)
class Days:
    """From one weekday to another (0 is Monday), both included; no `times`: closed."""

    first: int
    last: int
    times: tuple[Interval, ...]


ALWAYS = (Days(0, 6, (("00:00", "24:00"),)),)


def usual_week(hours: str | None) -> tuple[Days, ...]:
    """A plain week, Monday first; nothing where the hours are more than one, or unknown."""
    rules = [rule for rule in (hours or "").split("; ") if rule and not _DATED.match(rule)]
    week = weekly_intervals("; ".join(rules)) if rules else None
    if not week:
        return ()
    found: list[Days] = []
    for number, name in enumerate(DAYS):
        times = week.get(name, ())
        if found and found[-1].times == times:
            found[-1] = Days(found[-1].first, number, times)
        else:
            found.append(Days(number, number, times))
    return tuple(found)
