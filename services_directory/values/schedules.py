"""Is a service open now, and when does it open next? Unknown is an answer too.

Hours are OpenStreetMap `opening_hours` syntax, read by the opening-hours library; this file is its
only door. What it cannot read, or what names days without hours, is unknown: a promise of an open
door must have been published by somebody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

# The library's stubs leave its two errors out.
from opening_hours import OpeningHours, ParserError, State, UnknownCountryError  # type: ignore[attr-defined]

from services_directory.values.calendar.holiday_rules import Rules, says_holidays, with_calendar
from services_directory.values.calendar.holidays import Calendar, Holiday, Season, calendar_of
from services_directory.values.entries import Programme, Service
from services_directory.values.weekly_rules import ALWAYS, DAYS, Interval, nights_kept

_SAYS_WHOLE_DAYS = re.compile(r"24/7|\b0?0:00\s*-\s*24:00")

_FOLLOWS_THE_SUN = re.compile(r"sunrise|sunset|dawn|dusk")
"""Without a position the library lets the sun rise at 7 and set at 19: nobody said so."""

_OPEN_ENDED = re.compile(r"\d\+")

_FALLBACK = re.compile(r"\|\|(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)")
"""What may be where the rules before it say nothing, mostly "by appointment": no open door."""

_NEVER_OPEN = ("off", "closed")

_WEEK = timedelta(days=7)
_A_MONDAY = datetime(2023, 1, 9, tzinfo=ZoneInfo("UTC"))

_NO_CALENDAR = Calendar("")

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

    `days` (0 is Monday) are the days named without hours, told with state UNKNOWN; so is the
    `holiday` of today, where the hours have no word on it. `season`: whose hours are kept today.
    """

    state: OpeningState
    closes_at: datetime | None = None
    opens_at: datetime | None = None
    days: tuple[int, ...] = ()
    holiday: Holiday | None = None
    season: Season | None = None


_UNKNOWN = Opening(OpeningState.UNKNOWN)


def opening_of(service: Service, programme: Programme, now: datetime) -> Opening:
    """Whether a service is open at `now` (aware), by its clocks and the programme's calendar."""
    seasons = programme.calendar.seasons_of(service.id)
    zone = programme.zone_of(service)
    return opening(service.opening_hours, now, zone, programme.calendar, seasons)


def opening(
    hours: str | None,
    now: datetime,
    timezone: str,
    calendar: Calendar | str,
    seasons: tuple[Season, ...] = (),
) -> Opening:
    """What `hours` say at `now` (aware) in a place of that IANA timezone.

    `calendar`: its holidays, or the ISO code of its country. `seasons`: those it keeps hours of.
    """
    if not hours or not hours.strip():
        return _UNKNOWN
    local = now.astimezone(ZoneInfo(timezone))
    known = _calendar(calendar)
    rules = _read(hours, timezone, known, seasons, local.year)
    if rules is None or _FOLLOWS_THE_SUN.search(hours):
        return _UNKNOWN
    if not _SAYS_WHOLE_DAYS.search(hours):
        days = _days_without_hours(rules, local)
        if days:
            return Opening(OpeningState.UNKNOWN, days=days)
    found = _opening(hours, rules, local, known)
    if found.state is OpeningState.UNKNOWN:
        return replace(found, holiday=known.holiday_on(local.date()))
    if seasons and found.state is not OpeningState.ALWAYS:
        return replace(found, season=known.season_on(local.date(), seasons))
    return found


@lru_cache(maxsize=4096)
def open_within(
    hours: str,
    start: datetime,
    end: datetime,
    timezone: str,
    calendar: Calendar | str,
    seasons: tuple[Season, ...] = (),
) -> OpeningState:
    """Whether doors are open at any time from `start` to `end` (aware, at most some days).

    A day that is named without hours is known for the whole of it only, never for its morning.
    """
    zone = ZoneInfo(timezone)
    start, end = start.astimezone(zone), end.astimezone(zone)
    known = _calendar(calendar)
    rules = _read(hours, timezone, known, seasons, start.year)
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
    found = _opening(hours, rules, start, known).state
    if State.UNKNOWN in states or found is OpeningState.UNKNOWN:
        return OpeningState.UNKNOWN
    return OpeningState.CLOSED


def _calendar(named: Calendar | str) -> Calendar:
    return calendar_of(named) if isinstance(named, str) else named


def _hours(start: datetime, end: datetime) -> int:
    """Hours begun from one moment to another."""
    return -int((start - end) // timedelta(hours=1))


def week_ahead(
    hours: str | None,
    day: date,
    timezone: str,
    calendar: Calendar | str,
    seasons: tuple[Season, ...] = (),
) -> tuple[tuple[date, tuple[tuple[time, time], ...] | None], ...] | None:
    """The seven days from `day` on, each with its opening times, local; None where nobody knows,
    as of a day that is a holiday.

    A time that ends at midnight ends at 00:00.
    """
    known = _calendar(calendar)
    rules = _read(hours, timezone, known, seasons, day.year) if hours else None
    if not hours or rules is None or _FOLLOWS_THE_SUN.search(hours) or _OPEN_ENDED.search(hours):
        return None
    start = _midnight(day, ZoneInfo(timezone))
    if not _SAYS_WHOLE_DAYS.search(hours) and _days_without_hours(rules, start):
        return None
    week: dict[date, list[tuple[time, time]]] = {day + timedelta(days=n): [] for n in range(7)}
    unsure: set[date] = set()
    for opens, closes, state, _comment in rules.intervals(start, _later(start, _WEEK)):
        if state == State.OPEN and closes - opens > timedelta(days=1):
            return None
        if state == State.UNKNOWN:
            unsure |= {each for each in week if opens.date() <= each < closes.date()}
        if state == State.OPEN and opens.date() in week:
            week[opens.date()].append((opens.time(), closes.time()))
    if not any(week.values()):
        return None
    return tuple((each, None if each in unsure else tuple(week[each])) for each in week)


def plain_week(hours: str) -> dict[str, list[Interval]]:
    """The times of each day that has any, in a week without a holiday; of none where unreadable.

    A time that ends at midnight ends at "00:00".
    """
    rules = _read(hours, "UTC")
    week: dict[str, list[Interval]] = {}
    for opens, closes, state, _comment in (
        rules.intervals(_A_MONDAY, _A_MONDAY + _WEEK) if rules else ()
    ):
        if state == State.OPEN:
            week.setdefault(DAYS[opens.weekday()], []).append((f"{opens:%H:%M}", f"{closes:%H:%M}"))
    return week


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


@lru_cache(maxsize=2048)
def _read(
    hours: str,
    timezone: str,
    calendar: Calendar = _NO_CALENDAR,
    seasons: tuple[Season, ...] = (),
    year: int = _A_MONDAY.year,
) -> OpeningHours | None:
    zone = ZoneInfo(timezone)
    written = [each.strip() for each in _FALLBACK.split(hours)[0].split(";") if each.strip()]
    try:
        rules = with_calendar(written, calendar, seasons, year)
        if not says_holidays(hours) and _is_around_the_clock(rules.weekly):
            rules = Rules(written)
        read = "; ".join([*nights_kept(rules.weekly), *rules.later])
        return OpeningHours(read, timezone=zone, country=calendar.country)
    except (ParserError, UnicodeError):
        return None
    except UnknownCountryError:
        # The library has no public holidays for some countries (Ethiopia): read the rest.
        return OpeningHours(read, timezone=zone, auto_country=False)


def _is_around_the_clock(rules: list[str]) -> bool:
    """Who never closes does not close on holidays either."""
    return bool(rules) and str(OpeningHours("; ".join(rules)).normalize()) == ALWAYS


def _opening(hours: str, rules: OpeningHours, local: datetime, calendar: Calendar) -> Opening:
    state, _comment = rules.state(local)
    changes_at = _next_change(rules, local)
    if state == State.OPEN:
        # Around the clock until a holiday months away is no closing time either.
        if changes_at is None or changes_at - local > _WEEK:
            return Opening(OpeningState.ALWAYS)
        # “08:00+” has no closing time, nor has a change from open to "maybe open".
        known = rules.is_closed(changes_at) and not _OPEN_ENDED.search(hours)
        return Opening(OpeningState.OPEN, closes_at=changes_at.astimezone(UTC) if known else None)
    comes = _comes_next(rules, local, calendar)
    if state == State.CLOSED and comes is not None:
        moment, is_open = comes
        return Opening(OpeningState.CLOSED, opens_at=moment.astimezone(UTC) if is_open else None)
    # Closed with no opening to come: closed for good if that is what they say, else out of date.
    never_open = hours in _NEVER_OPEN
    return Opening(OpeningState.CLOSED) if never_open else _UNKNOWN


def _comes_next(
    rules: OpeningHours, local: datetime, calendar: Calendar
) -> tuple[datetime, bool] | None:
    """When it next opens, or may (False); holidays of which nobody knows are passed over."""
    for starts, _ends, state, _comment in rules.intervals(local, _later(local, _AHEAD)):
        if state == State.OPEN:
            return starts, True
        if state == State.UNKNOWN and calendar.holiday_on(starts.date()) is None:
            return starts, False
    return None


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
        ahead = rules.intervals(start, _later(start, _AHEAD))
        opens_at = next((opens for opens, _closes, state, _ in ahead if state == State.OPEN), None)
        if opens_at is None:
            return ()
        start = _midnight(opens_at.date(), local.tzinfo)
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
