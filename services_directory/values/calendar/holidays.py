"""Which days are public holidays in a country, and how sure is that?

A feast by the moon stands in a table of what is expected; staff confirm it, or move it by a day.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fnmatch import fnmatchcase
from functools import lru_cache
from itertools import chain
from pathlib import Path

from services_directory.values.local_text import NO_WORDS, LocalText

RAMADAN = "ramadan"
"""A month, no holiday; it ends with the eve of the feast after it."""

EID_AL_FITR = "eid_al_fitr"

_TABLES = Path(__file__).parent
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Holiday:
    """`days` from `day` on. `expected_on`: the day of the table, which never changes and names it.

    Not `is_certain`: it may be a day earlier or later.
    """

    code: str
    expected_on: date
    day: date
    days: int = 1
    by_moon: bool = False
    is_certain: bool = True
    name: LocalText = NO_WORDS

    @property
    def last(self) -> date:
        return self.day + (self.days - 1) * _A_DAY

    @property
    def id(self) -> str:
        """As "eid_al_fitr:2027-03-09"."""
        return f"{self.code}:{self.expected_on}"

    def is_on(self, day: date) -> bool:
        return self.day <= day <= self.last

    def may_be_on(self, day: date) -> bool:
        """Where it is not certain, on the day before and the day after as well."""
        around = timedelta(0) if self.is_certain else _A_DAY
        return self.day - around <= day <= self.last + around

    def each_day(self) -> Iterator[date]:
        return (self.day + n * _A_DAY for n in range(self.days))


@dataclass(frozen=True, slots=True)
class Correction:
    """What staff say of one holiday: on which day it is, and for how many."""

    day: date
    days: int


@dataclass(frozen=True, slots=True)
class Season:
    """Some services keep the hours `week` (OSM) from one day of each year to another ("07-01").

    Where `code` is Ramadan, its days are those of the table. `services`: patterns of their ids.
    """

    code: str
    name: LocalText
    week: str
    services: tuple[str, ...]
    starts: str = ""
    ends: str = ""

    def is_for(self, service_id: str) -> bool:
        """Whether this service keeps them; of several sites, "id~2" is one."""
        key = service_id.partition("~")[0]
        return any(fnmatchcase(key, each) for each in self.services)


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """The holidays of a country. `by_moon` are dated ones, `yearly` come on the same day each year.

    Two calendars are the same when they are one: what was worked out by one is kept under it.
    """

    country: str
    yearly: tuple[tuple[str, int, int, int, LocalText], ...] = ()
    dated: tuple[Holiday, ...] = ()
    seasons: tuple[Season, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether anybody wrote down the holidays of this country."""
        return bool(self.yearly or self.dated)

    def holidays(self, first: date, last: date) -> tuple[Holiday, ...]:
        """Those that may be on any day from `first` to `last`, in their order, without Ramadan."""
        return tuple(each for each in self.entries(first, last) if each.code != RAMADAN)

    def entries(self, first: date, last: date) -> tuple[Holiday, ...]:
        """The same, with the months of Ramadan."""
        found = (
            each
            for each in chain(self._yearly(first.year - 1, last.year + 1), self.dated)
            if each.may_be_on(first) or first <= each.day <= last + _A_DAY
        )
        return tuple(sorted(found, key=lambda each: (each.day, each.code)))

    def holiday_on(self, day: date) -> Holiday | None:
        """What is on that day, else what may be."""
        near = self.holidays(day, day)
        sure = (each for each in near if each.is_on(day))
        return next(sure, next((each for each in near if each.may_be_on(day)), None))

    def seasons_of(self, service_id: str) -> tuple[Season, ...]:
        return tuple(each for each in self.seasons if each.is_for(service_id))

    def periods(self, season: Season, first: date, last: date) -> Iterator[tuple[date, date]]:
        """When the season begins and ends, as far as it touches the days from `first` to `last`."""
        years = range(first.year - 1, last.year + 1)
        periods = self._ramadans() if season.code == RAMADAN else _each_year(season, years)
        return ((start, end) for start, end in periods if start <= last and first <= end)

    def season_on(self, day: date, seasons: tuple[Season, ...]) -> Season | None:
        """The last of `seasons` that this day lies in: it is the one whose hours are kept."""
        found = [each for each in seasons if any(self.periods(each, day, day))]
        return found[-1] if found else None

    def corrected(self, corrections: Mapping[str, Correction]) -> Calendar:
        """As staff say, by the id of a holiday: what they wrote is certain."""
        if not corrections:
            return self
        return replace(self, dated=tuple(_corrected(each, corrections) for each in self.dated))

    def _yearly(self, first: int, last: int) -> Iterator[Holiday]:
        for year in range(first, last + 1):
            for code, month, number, days, name in self.yearly:
                day = date(year, month, number)
                yield Holiday(code, day, day, days, name=name)

    def _ramadans(self) -> Iterator[tuple[date, date]]:
        feasts = sorted(each.day for each in self.dated if each.code == EID_AL_FITR)
        for each in self.dated:
            if each.code == RAMADAN:
                ends = (day - _A_DAY for day in feasts if each.day < day <= each.last + 3 * _A_DAY)
                yield each.day, next(ends, each.last)


def _corrected(holiday: Holiday, corrections: Mapping[str, Correction]) -> Holiday:
    said = corrections.get(holiday.id)
    if said is None:
        return holiday
    return replace(holiday, day=said.day, days=said.days, is_certain=True)


def _each_year(season: Season, years: range) -> Iterator[tuple[date, date]]:
    for year in years:
        start, end = (date.fromisoformat(f"{year}-{each}") for each in (season.starts, season.ends))
        yield start, end if start <= end else end.replace(year=year + 1)


@lru_cache(maxsize=64)
def calendar_of(country: str) -> Calendar:
    """The calendar of an ISO country; an empty one where nobody wrote it down."""
    table = _TABLES / f"{country}.csv"
    if not country.isalpha() or not table.is_file():
        return Calendar(country)
    names = {row["code"]: _name(row) for row in _rows(_TABLES / "names.csv")}
    yearly, dated = [], []
    for row in _rows(table):
        code, written, days = row["code"], row["day"], int(row["days"])
        if len(written) == len("03-20"):
            month, _dash, number = written.partition("-")
            yearly.append((code, int(month), int(number), days, names[code]))
        else:
            day, by_moon = date.fromisoformat(written), bool(row["by_moon"])
            dated.append(Holiday(code, day, day, days, by_moon, not by_moon, names[code]))
    return Calendar(country, tuple(yearly), tuple(dated))


def _rows(table: Path) -> Iterator[dict[str, str]]:
    with table.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _name(row: Mapping[str, str]) -> LocalText:
    words = {key.removeprefix("name_"): said for key, said in row.items() if key != "code"}
    return LocalText.of(words)
