"""What a trainer may see and mark of a class by chat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

OPENS_BEFORE = timedelta(minutes=15)
"""A class is not marked sooner before it begins: nobody was there yet."""


@dataclass(frozen=True, slots=True)
class RollEntry:
    """One person of the list, by the number trainers call them; `present` None: not marked."""

    number: int
    enrolment_id: int
    first_name: str
    present: bool | None = None


@dataclass(frozen=True, slots=True)
class RollCall:
    """One class of a trainer's, with everybody who takes part."""

    meeting_id: int
    cohort_id: int
    starts_at: datetime
    ends_at: datetime
    entries: tuple[RollEntry, ...] = ()

    def is_on(self, now: datetime) -> bool:
        """Also a quarter of an hour before it begins."""
        return self.starts_at - OPENS_BEFORE <= now < self.ends_at

    def was(self, now: datetime) -> bool:
        """Whether it is over."""
        return self.ends_at <= now


@dataclass(frozen=True, slots=True)
class Teaching:
    """Who writes teaches these classes: those that are on, were of late, and the next one.

    `locale`: their own as staff, for who chose no language here. `asks`: what they wrote is a roll
    call; `may_ask`: it could be one."""

    locale: str
    classes: tuple[RollCall, ...]
    asks: bool = True
    may_ask: bool = False
