"""Which rows of HSDS say these opening hours, and which hours do those rows say?

People's hours are OpenStreetMap `opening_hours` syntax, see `schedules.py`. A row that contradicts
itself, or that means more than an interval of the week, is never made into an open door.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from services_directory.records.records import ScheduleRecord
from services_directory.values.entries import Closure
from services_directory.values.time_zones import is_zone
from services_directory.values.weekly_rules import ALWAYS, DAYS, Interval, weekly_rule

_BYDAY = re.compile(r"(?P<nth>-?[1-5])?(?P<day>MO|TU|WE|TH|FR|SA|SU)")
_TIME = re.compile(r"(\d\d?):(\d\d)(?::\d\d)?(?:Z|[+-]\d\d(?::?\d\d)?)?")
_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class _Said:
    """What one row says: on which days (as OSM names them) from when to when, in which period."""

    period: str
    days: tuple[str, ...]
    interval: Interval


def rows_of(hours: str) -> tuple[ScheduleRecord, ...]:
    """One row for each interval; what rows cannot say (public holidays) in rows of its own words.

    A later rule replaces an earlier one for its days; rows add up. Where that differs all of it
    stays in its own words.
    """
    rules = [rule.strip() for rule in hours.split(";") if rule.strip()]
    weekly = [weekly_rule(rule) for rule in rules]
    plain = 0
    while plain < len(rules) and weekly[plain] is not None:
        plain += 1
    taken = [day for said in weekly[:plain] for day in (said or ((), ()))[0]]
    if any(said is not None for said in weekly[plain:]) or len(taken) != len(set(taken)):
        return (ScheduleRecord(osm=hours.strip()),)
    rows = [
        _row(days, interval)
        for days, intervals in (said for said in weekly if said is not None)
        for interval in intervals
    ]
    return (*rows, *(ScheduleRecord(osm=rule) for rule in rules[plain:]))


def hours_of(rows: Iterable[ScheduleRecord]) -> str | None:
    """The hours these rows say; "" where none says any, None where one cannot be believed.

    Rows that only describe hours in words say none. The clocks are those of `zone_of`.
    """
    rows = [*rows]
    if zone_of(rows) is None:
        return None
    said: list[_Said] = []
    own_words: list[str] = []
    for row in rows:
        if row.osm:
            own_words.append(row.osm)
        elif not is_words_only(row):
            one = _said(row)
            if one is None:
                return None
            said.append(one)
    return "; ".join([*_rules(said), *own_words])


def zone_of(rows: Iterable[ScheduleRecord]) -> str | None:
    """The zone of the clocks these hours are told by; "" is the programme's.

    None where rows are told by different clocks, or by clocks nobody knows.
    """
    zones = {row.timezone for row in rows if not is_words_only(row)}
    if len(zones) > 1 or not all(each == "" or is_zone(each) for each in zones):
        return None
    return next(iter(zones), "")


def in_normal_form(hours: str) -> str:
    """The same hours as they come back from rows; what nobody can read comes back as it is."""
    return hours_of(rows_of(hours)) or ""


def is_words_only(row: ScheduleRecord) -> bool:
    """True for a row without any rule: “mornings, ask before you come”."""
    rule = (row.osm, row.freq, row.byday, row.bymonthday, row.byweekno, row.byyearday)
    return not any((*rule, row.opens_at, row.closes_at, row.count, row.until, row.interval))


def plain_days(row: ScheduleRecord) -> tuple[tuple[str, ...], Interval] | None:
    """The days (as in `DAYS`) one row opens on, whatever its period, and from when to when.

    None for a row that says no such thing, or cannot be believed. A day of the month counts as
    that day.
    """
    said = _said(row)
    return None if said is None else (tuple(day[:2] for day in said.days), said.interval)


def is_plain(row: ScheduleRecord) -> bool:
    """True for a row that says an interval of the week, or of a month, and nothing against it."""
    return _said(row) is not None


def with_closures(hours: str, closures: Sequence[Closure]) -> str:
    """The hours with closures as dated rules; those that are over harm nothing.

    Hours nobody knows stay unknown: a closure alone would read as closed for good.
    """
    if not hours:
        return ""
    week = weekly_intervals(hours)
    dated = [
        f"{_period(each.starts_on, each.ends_on)} {_instead(each, week)}"
        for each in closures
        if each.starts_on <= each.ends_on
    ]
    return "; ".join([hours, *dated])


def weekly_intervals(hours: str) -> dict[str, tuple[Interval, ...]] | None:
    """Each day's intervals, for a form; None where the hours are more than a plain week."""
    week: dict[str, tuple[Interval, ...]] = {}
    for row in rows_of(hours) if hours else ():
        said = _said(row)
        if said is None or said.period or any(day not in DAYS for day in said.days):
            return None
        for day in said.days:
            week[day] = (*week.get(day, ()), said.interval)
    return week


def from_week(week: dict[str, tuple[Interval, ...]]) -> str:
    """The hours of a form's week, in normal form."""
    said = [
        _Said("", (day,), interval) for day, intervals in week.items() for interval in intervals
    ]
    return "; ".join(_rules(said))


def _instead(closure: Closure, week: Mapping[str, tuple[Interval, ...]] | None) -> str:
    if not closure.opens_at or not closure.closes_at:
        return "off"
    # Other hours are for the days it is open anyway; where those are not plain, nobody knows.
    if not week:
        return "unknown"
    days = _days([day for day in DAYS if day in week])
    return f"{days} {closure.opens_at}-{closure.closes_at}"


def _row(days: tuple[str, ...], interval: Interval) -> ScheduleRecord:
    opens, closes = interval
    return ScheduleRecord(
        freq="WEEKLY",
        byday=",".join(day.upper() for day in days),
        opens_at=opens,
        # HSDS's guidance for "until midnight": its times end with 23:59.
        closes_at="23:59" if closes == "24:00" else closes,
    )


def _said(row: ScheduleRecord) -> _Said | None:
    """What a row says; None where its parts contradict each other or mean more than we can."""
    if any((row.bymonthday, row.byweekno, row.byyearday, row.count, row.osm)):
        return None
    if row.freq not in ("WEEKLY", "MONTHLY") or row.interval not in (None, 1):
        return None
    days = [_BYDAY.fullmatch(part.strip()) for part in row.byday.split(",")]
    monthly = row.freq == "MONTHLY"
    interval = _clock(row.opens_at), _clock(row.closes_at)
    if not all(each and bool(each["nth"]) == monthly for each in days):
        return None
    if not interval[0] or not interval[1] or interval[0] == interval[1]:
        return None
    try:
        starts = date.fromisoformat(row.valid_from) if row.valid_from else None
        ends = [date.fromisoformat(each[:10]) for each in (row.valid_to, row.until) if each]
    except ValueError:
        return None
    if starts and any(end < starts for end in ends):
        return None
    named = tuple(_osm_day(each["day"], each["nth"]) for each in days if each)
    closes = "24:00" if interval[1] == "23:59" else interval[1]
    return _Said(_period(starts, min(ends, default=None)), named, (interval[0], closes))


def _osm_day(day: str, nth: str | None) -> str:
    return f"{day.title()}[{nth}]" if nth else day.title()


def _clock(written: str) -> str:
    """ "8:30", "08:30:00" and "08:30+01:00" as "08:30"; "" for what is no time of the day."""
    found = _TIME.fullmatch(written.strip())
    if found is None:
        return ""
    try:
        return f"{time(int(found[1]), int(found[2])):%H:%M}"
    except ValueError:
        return ""


def _period(starts: date | None, ends: date | None) -> str:
    """A period in OSM's words; "" for always."""
    if starts is None and ends is None:
        return ""
    first, last = starts or _FIRST_DAY, ends or _LAST_DAY
    return _day(first) if first == last else f"{_day(first)}-{_day(last)}"


def _day(day: date) -> str:
    return f"{day.year} {_MONTHS[day.month - 1]} {day.day:02}"


def _rules(said: Iterable[_Said]) -> list[str]:
    """Rules of OSM: each day's intervals together, days of the same intervals together.

    Hours of a period come last, as there they replace those of every week.
    """
    by_day: dict[tuple[str, str], set[Interval]] = {}
    for each in said:
        for day in each.days:
            by_day.setdefault((each.period, day), set()).add(each.interval)
    grouped: dict[tuple[str, tuple[Interval, ...]], list[str]] = {}
    for (period, day), intervals in sorted(by_day.items(), key=_order):
        grouped.setdefault((period, tuple(sorted(intervals))), []).append(day)
    return [_rule(period, days, intervals) for (period, intervals), days in grouped.items()]


def _order(item: tuple[tuple[str, str], set[Interval]]) -> tuple[bool, str, int, str]:
    (period, day), _intervals = item
    return bool(period), period, DAYS.index(day[:2]), day


def _rule(period: str, days: list[str], intervals: tuple[Interval, ...]) -> str:
    if tuple(days) == DAYS and intervals == (("00:00", "24:00"),):
        return f"{period} 00:00-24:00" if period else ALWAYS
    clock = ",".join(f"{opens}-{closes}" for opens, closes in intervals)
    return " ".join(part for part in (period, _days(days), clock) if part)


def _days(days: list[str]) -> str:
    """ "Mo,Tu,We,Fr" as "Mo-We,Fr"."""
    runs: list[list[str]] = []
    for day in days:
        follows = runs and day in DAYS and runs[-1][-1] in DAYS
        if follows and DAYS.index(day) == DAYS.index(runs[-1][-1]) + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
