"""Which of our values fit a field of HSDS, and how are they written there?"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from services_directory.records.standard import CHOICES, URIS

_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"{}|\\^`]+")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_PLAIN_CLOCK = re.compile(r"\d\d:\d\d")
_RESERVED = ":/?#[]@!$&'()*+,;=%-._~"


def fitting(name: str, value: Any) -> Any:
    """The value as HSDS wants it under this name; None where it has no place there."""
    if value is None or value == "":
        return None
    if name in URIS:
        return as_uri(str(value))
    if name == "email":
        return value if _MAIL.fullmatch(value) else None
    if name == "extension":
        return int(value) if re.fullmatch(r"[1-9]\d{0,14}|0", value) else None
    if name in CHOICES:
        return value if value in CHOICES[name] else None
    if isinstance(value, date):
        return value.isoformat()
    return number(value) if isinstance(value, float) else value


def number(value: float) -> float | int:
    """12.0 as 12: readers compare what they sent with what they get."""
    return int(value) if value == int(value) else value


def as_uri(written: str) -> str | None:
    """An address with its scheme and without letters outside ASCII (RFC 3986); None for none."""
    text = written.strip()
    if not _SCHEME.match(text):
        text = f"https://{text}"
    text = _LONE_PERCENT.sub("%25", quote(text, safe=_RESERVED))
    return text if _URI.fullmatch(text) and " " not in written.strip() else None


def as_clock(written: str, timezone: str, day: date) -> str:
    """ "08:30" with the offset its time zone has on that day; anything else as it was written."""
    if not _PLAIN_CLOCK.fullmatch(written):
        return written
    offset = _offset_minutes(timezone, day)
    sign = "-" if offset < 0 else "+"
    return f"{written}{sign}{abs(offset) // 60:02}:{abs(offset) % 60:02}"


def offset_hours(timezone: str, day: date) -> float | int:
    """HSDS's `timezone`: hours from UTC at noon of that day."""
    return number(_offset_minutes(timezone, day) / 60)


def is_local(written: str) -> bool:
    """True for a time that says nothing of its offset, as our own are."""
    return _PLAIN_CLOCK.fullmatch(written) is not None


def as_moment(moment: datetime) -> str:
    """A moment with its offset."""
    return moment.isoformat()


def _offset_minutes(timezone: str, day: date) -> int:
    noon = datetime.combine(day, time(12), ZoneInfo(timezone))
    offset = noon.utcoffset()
    return int(offset.total_seconds() // 60) if offset else 0
