"""Which opening hours does somebody mean who wrote them freely: “lun-ven 8h-17h, sam 9am-1pm”?"""

from __future__ import annotations

import re

from services_directory.files.repair import read_clock
from services_directory.values.normalise import fold
from services_directory.values.schedules import validate

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

_ALWAYS = ("24/7", "24h/24", "24h/24 7j/7", "7j/7 24h/24", "24h/24 et 7j/7", "24/24", "24/24 7/7")
_TO = re.compile(r"\s*(?:-|–|—|\bto\b|\bau\b|\bà\b|\bإلى\b)\s*")
_AND = re.compile(r"\s*(?:,|&|\bet\b|\band\b|\bو\b)\s*")
_NEXT_RULE = re.compile(r";|(?:(?<=\d)|(?<=\dh)|(?<=\d[ap]m)|(?<=\d [ap]m)),(?=[^\W\d_])")
_CLOCK = r"\d{1,2}(?:[:.h]\d{2}|h)?\s*(?:[ap]\.?m\.?)?"
_TOKEN = re.compile(rf"\s+|(?P<clock>{_CLOCK})|(?P<day>[^\W\d_]+\.?)|(?P<mark>[-,:])")


def read_hours(written: str) -> str | None:
    """The hours in OpenStreetMap's signs; None for what is not understood wholly.

    Hours without days are nobody's guess: they are not understood either.
    """
    if validate(written) is None:
        return written
    if " ".join(written.casefold().split()) in _ALWAYS:
        return "24/7"
    plain = re.sub(r"\b(?:du|de|from|من)\b", " ", written.casefold())
    plain = _AND.sub(",", _TO.sub("-", plain.replace("\n", ";").replace("/", ";")))
    rules: list[str] = []
    for part in _NEXT_RULE.split(plain):
        if part.strip():
            found = _rule(part)
            if found is None or not (found[0] or rules):
                return None
            days, times = found
            if days:
                rules.append(f"{days} {times}")
            else:
                rules[-1] += f",{times}"
    hours = "; ".join(rules)
    return hours if hours and validate(hours) is None else None


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
            days += day
        elif found["mark"] and times:
            times += found["mark"]
        elif found["mark"] and found["mark"] != ":":
            days += found["mark"]
    return (days, times) if _fits(times) else None


def _fits(times: str) -> bool:
    """True where each interval ends after it began: “9-5” may be five o'clock of any day."""
    intervals = [interval.split("-") for interval in times.split(",")]
    return all(len(pair) == 2 and pair[0] < pair[1] for pair in intervals)
