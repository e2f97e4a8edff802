"""How does a language tell days and hours? By `locales/*/telling.toml`, where not as most do.

It is a way of telling alone: what is kept, and what a program reads, stays in civil days and hours.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any

from services_directory.values.calendar.ethiopic import ethiopic
from services_directory.vocabulary.language_files import LanguageFileFault

FILE = "telling.toml"

_DAWN = 6
"""Where hours are counted from dawn, seven in the morning is one."""

_MONTHS = 13
_PATTERNS = {
    "date": {"day", "month", "year"},
    "short": {"weekday", "day", "month"},
    "month": {"month", "year"},
}
_CLOCK = {"hour", "minute", "part"}


@dataclass(frozen=True, slots=True, eq=False)
class Telling:
    """`months`: of the Ethiopian calendar, with the patterns of a day with its year, of one with
    its weekday, and of a month; none of these: the civil calendar. `clock_pattern`: of an hour that
    is counted from dawn, and `parts` the hours from which it is said to be morning, evening, night.
    """

    months: tuple[str, ...] = ()
    date_pattern: str = ""
    short_pattern: str = ""
    month_pattern: str = ""
    clock_pattern: str = ""
    parts: tuple[tuple[int, str], ...] = ()

    def with_year(self, day: date) -> str | None:
        """A day with its year; None where it is told as the civil calendar has it."""
        return self._told(self.date_pattern, day)

    def short(self, day: date, weekday: str) -> str | None:
        """A day of these weeks, with the name of the weekday."""
        return self._told(self.short_pattern, day, weekday)

    def month(self, day: date) -> str | None:
        """The month that the day is in, with its year."""
        return self._told(self.month_pattern, day)

    def clock(self, moment: time) -> str | None:
        """An hour; None where it is told by twenty-four."""
        if not self.clock_pattern:
            return None
        part = next(said for since, said in reversed(self.parts) if since <= moment.hour)
        hour, minute = (moment.hour - _DAWN) % 12 or 12, f"{moment:%M}"
        civil = f"{moment:%H:%M}"
        return self.clock_pattern.format(hour=hour, minute=minute, part=part, civil=civil)

    def _told(self, pattern: str, day: date, weekday: str = "") -> str | None:
        if not self.months:
            return None
        year, month, number = ethiopic(day)
        name = self.months[month - 1]
        return pattern.format(year=year, month=name, day=number, weekday=weekday)


AS_MOST = Telling()
"""Civil days and twenty-four hours."""


def read_telling(folder: Path) -> Telling:
    """How the language of a folder tells days and hours. Raises LanguageFileFault."""
    path = folder / FILE
    if not path.exists():
        return AS_MOST
    name = f"{folder.name}/{FILE}"
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LanguageFileFault(f"{name}: {error}") from None
    for key in raw.keys() - {"ethiopian", "clock"}:
        raise LanguageFileFault(f"{name}, {key}: unknown: remove it.")
    days, clock = raw.get("ethiopian"), raw.get("clock")
    return Telling(
        *_read_days(name, days) if days is not None else ((), "", "", ""),
        *_read_clock(name, clock) if clock is not None else ("", ()),
    )


def _read_days(name: str, raw: Any) -> tuple[tuple[str, ...], str, str, str]:
    months = raw.get("months")
    if not _are_words(months, _MONTHS):
        raise LanguageFileFault(f"{name}, ethiopian.months: write {_MONTHS} names.")
    patterns = [
        _pattern(f"{name}, ethiopian.{key}", raw.get(key), fields, fields)
        for key, fields in _PATTERNS.items()
    ]
    return tuple(months), patterns[0], patterns[1], patterns[2]


def _read_clock(name: str, raw: Any) -> tuple[str, tuple[tuple[int, str], ...]]:
    where = f"{name}, clock.pattern"
    pattern = _pattern(where, raw.get("pattern"), _CLOCK, {*_CLOCK, "civil"})
    parts = raw.get("parts", {})
    hours = [int(each) if each.isdecimal() else 24 for each in parts]
    if not _are_words(list(parts.values())) or 0 not in hours or max(hours) > 23:
        mend = 'write from which hour on which word is said, beginning with 0: 0 = "night".'
        raise LanguageFileFault(f"{name}, clock.parts: {mend}")
    return pattern, tuple(sorted(zip(hours, parts.values(), strict=True)))


def _are_words(said: Any, count: int | None = None) -> bool:
    words: Sequence[Any] = said if isinstance(said, list) else ()
    is_enough = len(words) == count if count else bool(words)
    return is_enough and all(isinstance(each, str) and each.strip() for each in words)


def _pattern(where: str, pattern: Any, needed: set[str], known: set[str]) -> str:
    """A pattern that says all that is needed, and asks for nothing that is not there."""
    try:
        said = pattern.format(**{name: f"<{name}>" for name in known})
    except (AttributeError, KeyError, ValueError, IndexError):
        said = ""
    if not all(f"<{name}>" in said for name in needed):
        told = ", ".join(f"{{{name}}}" for name in sorted(needed))
        raise LanguageFileFault(f"{where}: write it with {told}.")
    return str(pattern)
