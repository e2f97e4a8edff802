"""From when to when is what we know of a service true? Checks fall due, doors are shut."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from services_directory.values.local_text import NO_WORDS, LocalText


class ClosureKind(StrEnum):
    """Why the doors are shut, or open at other hours than usual."""

    HOLIDAY = "holiday"
    RAMADAN = "ramadan"
    STRIKE = "strike"
    WORKS = "works"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Closure:
    """Closed from one day to another, both included; or open, on the usual days, at other hours."""

    starts_on: date
    ends_on: date
    kind: ClosureKind = ClosureKind.OTHER
    opens_at: str = ""
    closes_at: str = ""
    note: LocalText = NO_WORDS

    def is_on(self, day: date) -> bool:
        """Whether this is one of its days."""
        return self.starts_on <= day <= self.ends_on


@dataclass(frozen=True, slots=True)
class Freshness:
    """After how many days a service is to be checked again, and how long after that it is hidden.

    None: never. A service nobody ever checked says so and stays; an emergency line always stays.
    """

    check_every_days: int | None = None
    hidden_after_days: int | None = None

    def next_check(self, checked_on: date) -> date | None:
        """The day to look again at what was checked on that day."""
        every = self.check_every_days
        return None if every is None else checked_on + timedelta(days=every)

    def hides(self, check_due: date | None, today: date) -> bool:
        """Whether nobody has checked it for so long that people no longer see it."""
        grace = self.hidden_after_days
        if check_due is None or grace is None:
            return False
        return today > check_due + timedelta(days=grace)


NEVER_STALE = Freshness()


@dataclass(frozen=True, slots=True)
class Unchecked:
    """What a source tells of and nobody vouches for yet: people hear only that it is."""

    name: LocalText
    category: str
    region: str | None = None
    place: str | None = None
