"""Opening hours with the holidays and seasons of a calendar written into them, day by day.

The library that reads hours knows no feast by the moon. `PH` becomes the days themselves; where
hours say nothing of holidays, nobody knows whether doors are open on one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from services_directory.values.calendar.holidays import Calendar, Holiday, Season

_QUOTED = re.compile(r'"[^"]*"')
_HOLIDAYS = re.compile(r"\bPH\b")
_DAY = r"(?:PH|SH|(?:Mo|Tu|We|Th|Fr|Sa|Su)(?:-(?:Mo|Tu|We|Th|Fr|Sa|Su))?(?:\[[-\d,]+\])?)"
_DAYS_FIRST = re.compile(rf"({_DAY}(?:,\s*{_DAY})*)\s+(\S.*)")
_SHUT = ("off", "closed")
_MONTH = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_MONTHS = _MONTH.split("|")
_SEASONAL = re.compile(rf"\b(?:{_MONTH}|easter|week)\b")
_DATE = rf"(?:\d{{4}} )?(?:{_MONTH}) \d\d?"
_DATED = re.compile(rf"({_DATE})(?:\s*-\s*({_DATE}))?\s(.+)")


@dataclass(frozen=True, slots=True)
class Rules:
    """Rules of hours: those of every week, and those that take their place on some days."""

    weekly: list[str] = field(default_factory=list)
    later: list[str] = field(default_factory=list)


def with_calendar(
    rules: Sequence[str], calendar: Calendar, seasons: Iterable[Season], year: int
) -> Rules:
    """`rules` of hours, and what the calendar adds to them from the year before to two after."""
    first, last = date(year - 1, 1, 1), date(year + 2, 12, 31)
    of_season = [*_in_season(rules, calendar, seasons, first, last)]
    holidays = calendar.holidays(first, last)
    told = [each for each in rules if _is_one_day(each)]
    if not holidays:
        weekly = [each for each in rules if not _is_one_day(each)]
        return Rules(weekly, [*of_season, *told])
    sure = _listed(day for each in holidays for day in each.each_day())
    perhaps = _listed(day for each in holidays if not each.is_certain for day in _beside(each))
    said = _said(rules, sure)
    unknown = [perhaps] if perhaps and not said.are_alike else []
    unknown += [] if said.on_holidays or said.shut else [sure]
    return Rules(
        [each for each in said.plain if not _is_one_day(each)],
        [
            *of_season,
            *(f"{days} unknown" for days in unknown),
            *said.on_holidays,
            *told,
            *said.shut,
        ],
    )


def says_holidays(hours: str) -> bool:
    """Whether these hours have a word on public holidays."""
    return bool(_HOLIDAYS.search(_QUOTED.sub("", hours)))


@dataclass(slots=True)
class _Said:
    """What rules say of a week, and of holidays. `are_alike`: a holiday is as any other day."""

    plain: list[str] = field(default_factory=list)
    on_holidays: list[str] = field(default_factory=list)
    shut: list[str] = field(default_factory=list)
    are_alike: bool = False


def _said(rules: Sequence[str], days: str) -> _Said:
    """The rules, with the holidays named day by day.

    "PH off; Mo-Fr 8:00-16:00" shuts as well: no later rule opens what is shut on holidays.
    """
    said = _Said()
    for rule in rules:
        found = _DAYS_FIRST.fullmatch(rule)
        if not says_holidays(rule):
            said.plain.append(rule)
        elif found is not None and not says_holidays(found[2]):
            others = ",".join(each for each in re.split(r",\s*", found[1]) if each != "PH")
            said.plain += [f"{others} {found[2]}"] if others else []
            is_shut = found[2] in _SHUT
            (said.shut if is_shut else said.on_holidays).append(f"{days} {found[2]}")
            said.are_alike |= bool(others) and not is_shut
        # Said in a way nobody here understands, nobody knows what holds on holidays.
    return said


def _in_season(
    rules: Sequence[str], calendar: Calendar, seasons: Iterable[Season], first: date, last: date
) -> Iterator[str]:
    """A season shuts what its week leaves out. Hours that name months say their seasons themselves,
    all but Ramadan, which no month is."""
    has_months = any(_SEASONAL.search(_QUOTED.sub("", rule)) for rule in rules if not _dated(rule))
    for season in seasons:
        if season.starts and has_months:
            continue
        for start, end in calendar.periods(season, first, last):
            period = f"{_written(start)}-{_written(end)}"
            yield f"{period} off"
            yield from (f"{period} {rule.strip()}" for rule in season.week.split(";"))


def _beside(holiday: Holiday) -> tuple[date, date]:
    """The eve, and the day after it."""
    return holiday.day - timedelta(days=1), holiday.last + timedelta(days=1)


def _listed(days: Iterable[date]) -> str:
    return ",".join(_written(day) for day in sorted(set(days)))


def _written(day: date) -> str:
    return f"{day.year} {_MONTHS[day.month - 1]} {day.day:02}"


def _dated(rule: str) -> re.Match[str] | None:
    return _DATED.match(rule)


def _is_one_day(rule: str) -> bool:
    """A day or a closure, written down as such: whoever wrote it knew what day it is."""
    found = _dated(rule)
    return found is not None and (found[2] is None or found[3] in _SHUT)
