"""Is a service open now, and when does it open next? Unknown is an answer too.

Hours are OpenStreetMap `opening_hours` syntax, read by the opening-hours library; this file is its
only door. What it cannot read, or what names days without hours, is unknown: a promise of an open
door must have been published by somebody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# The library's stubs leave its two errors out.
from opening_hours import OpeningHours, ParserError, State, UnknownCountryError  # type: ignore[attr-defined]

_SAYS_WHOLE_DAYS = re.compile(r"24/7|\b0?0:00\s*-\s*24:00")

_FOLLOWS_THE_SUN = re.compile(r"sunrise|sunset|dawn|dusk")
"""Without a position the library lets the sun rise at 7 and set at 19: nobody said so."""

_OPEN_ENDED = re.compile(r"\d\+")

_NEVER_OPEN = ("off", "closed")

_WEEK = timedelta(days=7)

_AHEAD = timedelta(days=800)

_DAYTIME = 10
"""Hours asked about, from which on a day without hours can be promised: some of it will be met."""


class OpeningState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Opening:
    """`closes_at` when open, `opens_at` when closed: aware, UTC; None where nobody knows.

    `days` (0 is Monday) are the days named without hours, told with state UNKNOWN.
    """

    state: OpeningState
    closes_at: datetime | None = None
    opens_at: datetime | None = None
    days: tuple[int, ...] = ()


_UNKNOWN = Opening(OpeningState.UNKNOWN)


def opening(hours: str | None, now: datetime, timezone: str, country: str) -> Opening:
    """What `hours` say at `now` (aware) in a place of that IANA timezone and ISO country."""
    if not hours or not hours.strip():
        return _UNKNOWN
    local = now.astimezone(ZoneInfo(timezone))
    rules = _read(hours, timezone, country)
    if rules is None or _FOLLOWS_THE_SUN.search(hours):
        return _UNKNOWN
    if not _SAYS_WHOLE_DAYS.search(hours):
        days = _days_without_hours(rules, local)
        if days:
            return Opening(OpeningState.UNKNOWN, days=days)
    return _opening(hours, rules, local)


@lru_cache(maxsize=4096)
def open_within(
    hours: str, start: datetime, end: datetime, timezone: str, country: str
) -> OpeningState:
    """Whether doors are open at any time from `start` to `end` (aware, at most some days).

    A day that is named without hours is known for the whole of it only, never for its morning.
    """
    zone = ZoneInfo(timezone)
    start, end = start.astimezone(zone), end.astimezone(zone)
    rules = _read(hours, timezone, country)
    if rules is None or _FOLLOWS_THE_SUN.search(hours):
        return OpeningState.UNKNOWN
    if not _SAYS_WHOLE_DAYS.search(hours):
        days = _days_without_hours(rules, start)
        asked = {(start + timedelta(hours=n)).weekday() for n in range(_hours(start, end))}
        if not asked.isdisjoint(days):
            return OpeningState.OPEN if _hours(start, end) >= _DAYTIME else OpeningState.UNKNOWN
    states = {state for _opens, _closes, state, _comment in rules.intervals(start, end)}
    if State.OPEN in states:
        return OpeningState.OPEN
    if State.UNKNOWN in states or _opening(hours, rules, start).state is OpeningState.UNKNOWN:
        return OpeningState.UNKNOWN
    return OpeningState.CLOSED


def _hours(start: datetime, end: datetime) -> int:
    """Hours begun from one moment to another."""
    return -int((start - end) // timedelta(hours=1))


def week_ahead(
    hours: str | None, day: date, timezone: str, country: str
) -> tuple[tuple[date, tuple[tuple[time, time], ...]], ...] | None:
    """The seven days from `day` on, each with its opening times, local; None where nobody knows.

    A time that ends at midnight ends at 00:00.
    """
    rules = _read(hours, timezone, country) if hours else None
    if not hours or rules is None or _FOLLOWS_THE_SUN.search(hours) or _OPEN_ENDED.search(hours):
        return None
    start = _midnight(day, ZoneInfo(timezone))
    if not _SAYS_WHOLE_DAYS.search(hours) and _days_without_hours(rules, start):
        return None
    week: dict[date, list[tuple[time, time]]] = {day + timedelta(days=n): [] for n in range(7)}
    for opens, closes, state, _comment in rules.intervals(start, _later(start, _WEEK)):
        if state == State.OPEN and closes - opens > timedelta(days=1):
            return None
        if state == State.OPEN and opens.date() in week:
            week[opens.date()].append((opens.time(), closes.time()))
    if not any(week.values()):
        return None
    return tuple((each, tuple(times)) for each, times in week.items())


def validate(hours: str) -> str | None:
    """What to mend in `hours`, as a sentence for staff; None when they can be read."""
    try:
        OpeningHours(hours)
    except (ParserError, UnicodeError) as fault:
        place = re.search(r"--> \d+:(\d+)", str(fault))
        return (
            f"These hours cannot be read from letter {place.group(1) if place else 1} on. "
            "Write them like “Mo-Fr 08:30-16:30; Sa 09:00-12:00” or “24/7”."
        )
    return None


@lru_cache(maxsize=256)
def is_zone(name: str) -> bool:
    """True for the IANA name of a time zone, as "Africa/Tunis"."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


@lru_cache(maxsize=2048)
def _read(hours: str, timezone: str, country: str) -> OpeningHours | None:
    zone = ZoneInfo(timezone)
    try:
        return OpeningHours(hours, timezone=zone, country=country)
    except (ParserError, UnicodeError):
        return None
    except UnknownCountryError:
        # The library has no public holidays for some countries (Ethiopia): read the rest.
        return OpeningHours(hours, timezone=zone, auto_country=False)


def _opening(hours: str, rules: OpeningHours, local: datetime) -> Opening:
    state, _comment = rules.state(local)
    changes_at = _next_change(rules, local)
    if state == State.OPEN:
        # Around the clock until a holiday months away is no closing time either.
        if changes_at is None or changes_at - local > _WEEK:
            return Opening(OpeningState.ALWAYS)
        # “08:00+” has no closing time, nor has a change from open to "maybe open".
        known = rules.is_closed(changes_at) and not _OPEN_ENDED.search(hours)
        return Opening(OpeningState.OPEN, closes_at=changes_at.astimezone(UTC) if known else None)
    if state == State.CLOSED and changes_at is not None:
        opens_at = changes_at.astimezone(UTC) if rules.is_open(changes_at) else None
        return Opening(OpeningState.CLOSED, opens_at=opens_at)
    # Closed with no opening to come: closed for good if that is what they say, else out of date.
    never_open = hours in _NEVER_OPEN
    return Opening(OpeningState.CLOSED) if never_open else _UNKNOWN


def _next_change(rules: OpeningHours, moment: datetime) -> datetime | None:
    """When it opens or closes next; None where that is farther away than anybody plans.

    Asked without an end, the library looks through thousands of years for a Monday that is Easter:
    eight seconds, in which nobody is answered.
    """
    horizon = _later(moment, _AHEAD)
    for _starts, ends, _state, _comment in rules.intervals(moment, horizon):
        return ends if ends is not None and ends < horizon else None
    return None


def _days_without_hours(rules: OpeningHours, local: datetime) -> tuple[int, ...]:
    """The weekdays that are "open" from midnight to midnight, in the week from the next opening on.

    The library takes “Tu” for the whole of Tuesday; a post office van does not stay that long.
    """
    start = _midnight(local.date(), local.tzinfo)
    if not rules.is_open(start):
        changes_at = _next_change(rules, start)
        if changes_at is None:
            return ()
        start = _midnight(changes_at.date(), local.tzinfo)
    found: set[int] = set()
    for opens, closes, state, _comment in rules.intervals(start, _later(start, _WEEK)):
        day = opens.date()
        if opens != _midnight(day, local.tzinfo):
            day += timedelta(days=1)
        while state == State.OPEN and _midnight(day + timedelta(days=1), local.tzinfo) <= closes:
            found.add(day.weekday())
            day += timedelta(days=1)
    return tuple(sorted(found))


def _midnight(day: date, zone: tzinfo | None) -> datetime:
    """The first moment of a day: one o'clock where the clocks are set forward at midnight."""
    return _on_the_clock(datetime.combine(day, time(), zone))


def _later(moment: datetime, span: timedelta) -> datetime:
    """`span` later by the clock on the wall."""
    return _on_the_clock(moment + span)


def _on_the_clock(moment: datetime) -> datetime:
    """A time that the clock shows: the library refuses one that is left out as clocks are set."""
    return moment.astimezone(UTC).astimezone(moment.tzinfo)
