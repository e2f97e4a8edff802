"""From when to when is "Sunday morning", or "tonight", for somebody who says it now?"""

from __future__ import annotations

from datetime import datetime, time, timedelta

_WEEK = ("mo", "tu", "we", "th", "fr", "sa", "su")

_NEARBY = {"today": 0, "tomorrow": 1}

_PARTS = {
    "morning": (6, 12),
    "afternoon": (12, 18),
    "evening": (18, 24),
    "night": (20, 30),
}
"""Hours after the day's midnight; a night ends on the next morning."""

_WEEKEND = "weekend"

Window = tuple[datetime, datetime]


def window(said: str, now: datetime) -> Window | None:
    """The time meant by "sa", "tomorrow-morning", "evening"; `now` and the answer are local.

    A weekday is the next one, today among them while it lasts; what is past of it is left out.
    None for words nobody knows.
    """
    day, _dash, part = said.partition("-")
    if day in _PARTS:
        day, part = "today", day
    if part and part not in _PARTS:
        return None
    meant = _window(day, part, now)
    if meant is not None and meant[1] <= now:
        # Said on a Sunday evening, "Sunday morning" is next week's.
        meant = _window(day, part, now + timedelta(days=7 if day in (*_WEEK, _WEEKEND) else 1))
    return None if meant is None else (max(meant[0], now), meant[1])


def _window(day: str, part: str, now: datetime) -> Window | None:
    today = datetime.combine(now.date(), time(), now.tzinfo)
    first, last = _PARTS.get(part, (0, 24))
    if day == _WEEKEND:
        saturday = today + timedelta(days=-1 if now.weekday() == 6 else 5 - now.weekday())
        return saturday + timedelta(hours=first), saturday + timedelta(days=1, hours=last)
    if day in _NEARBY:
        ahead = _NEARBY[day]
    elif day in _WEEK:
        ahead = (_WEEK.index(day) - now.weekday()) % 7
    else:
        return None
    start = today + timedelta(days=ahead)
    return start + timedelta(hours=first), start + timedelta(hours=last)
