"""How is a value read that was written freely: a time, a day, a number, an address of the web?"""

from __future__ import annotations

import re
from datetime import date

from phonenumbers import convert_alpha_characters_in_number

from services_directory.records.drafts import tidy_text

_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.hH](?P<minute>\d{2})?)?(?::(?P<second>\d{2}))?"
    r"\s*(?P<half>[aApP])?\.?(?:[mM]\.?)?(?P<offset>Z|[+-]\d\d:?\d\d)?"
)
_AS_IT_SHOULD_BE = re.compile(r"\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?")
_DIVIDED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d\d)")
_MONTH_NAMED = re.compile(r"([A-Z][a-z]{2,8})\.? (\d{1,2}), (\d{4})")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_HOST = re.compile(r"[^\s/@]+\.[^\s/@]{2,}(/\S*)?")
_VANITY = re.compile(r"\+?[\d\s().\-]*\d[\d\s().\-]*[A-Za-z]{3,}[A-Za-z\d\s.\-]*")
_DAYS = "MO,TU,WE,TH,FR,SA,SU"
_WEEKDAYS = dict(enumerate(_DAYS.split(","), start=1))


def tidy(written: str) -> str:
    """Without stray blanks and control letters; a written-out line end becomes one."""
    return tidy_text(written.replace("\r", "\n").replace("\\n", "\n"), keep_lines=True)


def read_clock(written: str) -> str | None:
    """ "3pm", "9h30", "9:00" as "15:00", "09:30", "09:00"; None for what is no time of the day.

    One that is as HSDS wants it stays as it is, with its seconds and its offset.
    """
    text = written.strip()
    found = _CLOCK.fullmatch(text)
    if found is None:
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"] in "pP" else 0)
    if (hour, minute) == (24, 0):
        hour, minute = 23, 59
    if hour > 23 or minute > 59:
        return None
    if _AS_IT_SHOULD_BE.fullmatch(text) and not text.startswith("24"):
        return text
    return f"{hour:02}:{minute:02}{found['offset'] or ''}"


def read_day(written: str) -> date | None:
    """A day as ISO 8601 has it, "21/03/2025", "12/24/2015" or "January 01, 1970"; None for none.

    "03/04/2025" is none: nobody knows whether it is in March or in April.
    """
    text = written.strip()
    found = _DIVIDED.fullmatch(text)
    named = _MONTH_NAMED.fullmatch(text)
    try:
        if found:
            return _divided(*(int(part) for part in found.groups()))
        if named:
            month = _MONTHS.index(named[1][:3].lower()) + 1
            return date(int(named[3]), month, int(named[2]))
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _divided(first: int, second: int, year: int) -> date | None:
    """Which of two numbers is the day is known where one can be no month, or both are the same."""
    if first <= 12 and second <= 12 and first != second:
        return None
    year += 2000 if year < 100 else 0
    return date(year, first, second) if second > 12 else date(year, second, first)


def read_number(written: object) -> float | None:
    """12, "12", "36,95"; None for what is no finite number."""
    if isinstance(written, bool) or not isinstance(written, int | float | str):
        return None
    try:
        value = float(str(written).strip().replace(",", "."))
    except ValueError:
        return None
    return value if abs(value) < 1e15 else None


def read_web_address(written: str) -> str | None:
    """With its scheme, which many leave out; None for what is no address."""
    if _SCHEME.match(written) and not _HOST.match(written):
        return written if " " not in written else None
    return f"https://{written}" if _HOST.fullmatch(written) else None


def read_phone_number(written: str) -> str:
    """The number as printed, without quotes around it, letters as the digits they stand on."""
    number = written.strip().strip("\"'“”«» ").strip()
    if _VANITY.fullmatch(number):
        return str(convert_alpha_characters_in_number(number))
    return number


def read_weekday(written: str) -> str | None:
    """HSDS 1.x counts days from Monday, 1; names were written too. As an RRULE has it."""
    if written.strip().isdigit():
        return _WEEKDAYS.get(int(written) or 7)
    start = written.strip().upper()[:2]
    return start if start in _DAYS.split(",") else None


EVERY_DAY = _DAYS
