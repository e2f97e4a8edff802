"""What do opening hours mean, in plain words? "Monday – Friday: 08:30–16:30"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from admin.rendering.formatting import from_to, say
from admin.rendering.labels import DAY_NAMES
from flows.engine.text import Text, _
from services_directory.values.entries import Directory
from services_directory.values.weekly_rules import DAYS, Interval
from services_directory.web.pages.usual_week import ALWAYS, Days, usual_week

MOST_PATTERNS = 4


def hours_in_words(hours: str) -> tuple[str, ...]:
    """One line for days that are alike; none where the hours are no plain week, or unknown."""
    week = usual_week(hours)
    if hours == "24/7" or week == ALWAYS:
        return (say(_("Open day and night.")),)
    return tuple(map(_line, week))


def usual_hours(directory: Directory) -> tuple[str, ...]:
    """The weeks that most services of the programme keep, the commonest first."""
    kept = Counter(each.opening_hours for each in directory.services if each.opening_hours)
    return tuple(hours for hours in _plain(hours for hours, _n in kept.most_common()))[
        :MOST_PATTERNS
    ]


def _plain(weeks: Iterable[str]) -> Iterable[str]:
    return (hours for hours in weeks if usual_week(hours) not in ((), ALWAYS))


def _line(days: Days) -> str:
    names = [say(DAY_NAMES[DAYS[number]]) for number in sorted({days.first, days.last})]
    said = {"days": " – ".join(names)}
    if not days.times:
        return say(_("{days}: closed", **said))
    times = ", ".join(map(_times, days.times))
    line: Text = _("{days}: {times}", times=times, **said)
    return say(line)


def _times(interval: Interval) -> str:
    return from_to(*interval)
