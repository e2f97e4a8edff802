"""What does a plain rule of opening hours say, such as “Mo-We,Fr 08:30-12:00,14:00-17:00”?"""

from __future__ import annotations

import re

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")

ALWAYS = "24/7"

Interval = tuple[str, str]
"""Opening and closing time, as "08:30"; closing at or before opening is on the next day."""

_RULE = re.compile(r"([A-Z][a-z](?:[-,][A-Z][a-z])*) ((?:\d?\d:\d\d-\d?\d:\d\d,?)+)")

_EVENING = "16:00"


def weekly_rule(rule: str) -> tuple[tuple[str, ...], tuple[Interval, ...]] | None:
    """The days and intervals of a plain rule of the week; None for any other."""
    if rule == ALWAYS:
        return DAYS, (("00:00", "24:00"),)
    found = _RULE.fullmatch(rule)
    if found is None:
        return None
    days: list[str] = []
    for part in found[1].split(","):
        first, _, last = part.partition("-")
        if first not in DAYS or (last or first) not in DAYS:
            return None
        start, end = DAYS.index(first), DAYS.index(last or first)
        days += [DAYS[n % 7] for n in range(start, end + 1 if end >= start else end + 8)]
    pairs = [each.partition("-") for each in found[2].strip(",").split(",")]
    intervals = [(_padded(opens), _padded(closes)) for opens, _, closes in pairs]
    fits = all(_is_time(opens, closes) for opens, closes in intervals)
    return (tuple(days), tuple(intervals)) if fits and len(days) == len(set(days)) else None


def nights_kept(rules: list[str]) -> list[str]:
    """Rules of different weekdays, added to each other where one of them goes on past midnight.

    "Fr 18:00-08:00; Sa 20:00-10:00": the second rule would take Friday's night its end.
    """
    said = [weekly_rule(rule) for rule in rules]
    plain = [each for each in said if each is not None]
    days = [day for each, _intervals in plain for day in each]
    nights = any(opens > closes for _, intervals in plain for opens, closes in intervals)
    if not nights or len(plain) != len(rules) or len(days) != len(set(days)):
        return rules
    return [", ".join(rules)]


def is_doubtful(opens: str, closes: str) -> bool:
    """True for “10:00-04:00”: all night by its signs, until 16:00 by its sense."""
    return "00:00" < closes < opens < _EVENING


def _padded(clock: str) -> str:
    return clock.zfill(5)


def _is_time(opens: str, closes: str) -> bool:
    return opens < "24:00" and closes <= "24:00" and opens[3:] < "60" and closes[3:] < "60"
