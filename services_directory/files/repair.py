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
_DAY_FIRST = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
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
    """A day as ISO 8601 has it, or "21/03/2025"; None for none.

    "03/04/2025" is none: nobody knows whether it is in March or in April.
    """
    found = _DAY_FIRST.fullmatch(written.strip())
    try:
        if found and int(found[1]) <= 12 and found[1] != found[2]:
            return None
        if found:
            return date(int(found[3]), int(found[2]), int(found[1]))
        return date.fromisoformat(written.strip()[:10])
    except ValueError:
        return None


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
