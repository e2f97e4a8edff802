"""Which opening hours does somebody mean who wrote them freely: “lun-ven 8h-17h, sam 9am-1pm”?"""

from __future__ import annotations

import re
from collections.abc import Iterable

from services_directory.files.repair import read_clock
from services_directory.values.normalise import fold
from services_directory.values.schedules import plain_week, validate
from services_directory.values.weekly_rules import Interval, weekly_rule

_DAYS = {
    "Mo": ("mo", "mon", "monday", "lu", "lun", "lundi", "الاثنين", "الإثنين"),
    "Tu": ("tu", "tue", "tues", "tuesday", "mar", "mardi", "الثلاثاء"),
    "We": ("we", "wed", "wednesday", "mer", "mercredi", "الأربعاء", "الاربعاء"),
    "Th": ("th", "thu", "thur", "thurs", "thursday", "jeu", "jeudi", "الخميس"),
    "Fr": ("fr", "fri", "friday", "ven", "vendredi", "الجمعة"),
    "Sa": ("sa", "sat", "saturday", "sam", "samedi", "السبت"),
    "Su": ("su", "sun", "sunday", "dim", "dimanche", "الأحد", "الاحد"),
}
_DAY_OF = {fold(name): day for day, names in _DAYS.items() for name in names}
_DAY_OF |= {f"{name}s": day for name, day in _DAY_OF.items() if len(name) > 4}

_NOT_OURS = re.compile(r"[^\W\d_]\.?\s*,\s*\d|(?<!\d)\d:\d")
"""A comma between days and times, an hour of one digit: OpenStreetMap's signs can say that, and
mean something else: every day, or the whole night."""

_DAYS_ABOVE = re.compile(r"(?<=[^\W\d_]{2})\.?[ \t]*\n\s*(?=\d)")
"""The end of a line between days and their times."""

_ALWAYS = ("24/7", "24h/24", "24h/24 7j/7", "7j/7 24h/24", "24h/24 et 7j/7", "24/24", "24/24 7/7")
_TO = re.compile(r"\s*(?:-|–|—|\bto\b|\bau\b|\bà\b|\bإلى\b)\s*")
_AND = re.compile(r"\s*(?:,|&|\bet\b|\band\b|\bو\b)\s*")
_NEXT_RULE = re.compile(r";|(?:(?<=\d)|(?<=\dh)|(?<=\d[ap]m)|(?<=\d [ap]m)),(?=[^\W\d_])")
_CLOCK = r"\d{1,2}(?:[:.h]\d{2}|h)?\s*(?:[ap]\.?m\.?)?"
_TOKEN = re.compile(rf"\s+|(?P<clock>{_CLOCK})|(?P<day>[^\W\d_]+\.?)|(?P<mark>[-,:])")


def read_hours(written: str) -> str | None:
    """The hours in OpenStreetMap's signs; None for what is not understood wholly.

    Hours without days are nobody's guess: they are not understood either. What was put right must
    read back as the week that was meant.
    """
    if validate(written) is None and not _NOT_OURS.search(written):
        return written
    if " ".join(written.casefold().split()) in _ALWAYS:
        return "24/7"
    one_line = _DAYS_ABOVE.sub(" ", written.casefold())
    plain = re.sub(r"\b(?:du|de|from|من)\b", " ", one_line)
    plain = _AND.sub(",", _TO.sub("-", plain.replace("\n", ";").replace("/", ";")))
    rules: dict[str, str] = {}
    last = ""
    for part in _NEXT_RULE.split(plain):
        if part.strip():
            found = _rule(part)
            if found is None or not (found[0] or last):
                return None
            days, times = found
            last = days or last
            rules[last] = f"{rules[last]},{times}" if last in rules else times
    said = [f"{days} {times}" for days, times in rules.items()]
    hours = "; ".join(said)
    return hours if hours and plain_week(hours) == _meant(said) else None


def _meant(rules: Iterable[str]) -> dict[str, list[Interval]] | None:
    """The times of each day; None where a day is named by two rules, or by none that is plain."""
    week: dict[str, list[Interval]] = {}
    for said in map(weekly_rule, rules):
        if said is None or not week.keys().isdisjoint(said[0]):
            return None
        week |= {day: sorted(said[1]) for day in said[0]}
    return week


def _rule(written: str) -> tuple[str, str] | None:
    """Days (perhaps none), then times; None for anything else."""
    days, times, at = "", "", 0
    text = written.strip().rstrip(".")
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            return None
        at = found.end()
        if found["clock"]:
            clock = read_clock(found["clock"].strip())
            if clock is None:
                return None
            times += clock
        elif found["day"]:
            day = _DAY_OF.get(fold(found["day"].rstrip(".")))
            if day is None or times:
                return None
            days += f",{day}" if days[-1:].isalpha() else day
        elif found["mark"] and times:
            times += found["mark"]
        elif found["mark"] and found["mark"] != ":":
            days += found["mark"]
    # “Lundi - vendredi, 8h-17h”: with this comma OpenStreetMap reads every day, the whole day.
    days = days.rstrip(",")
    return (days, times) if _fits(times) else None


def _fits(times: str) -> bool:
    """True where each interval ends after it began: “9-5” may be five o'clock of any day."""
    intervals = [interval.split("-") for interval in times.split(",")]
    return all(len(pair) == 2 and pair[0] < pair[1] for pair in intervals)
