"""Of which classes is somebody reminded, and when? A function of the timetable and what was told.

Nothing is planned ahead and kept: a class that moves takes its reminders along. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import groupby
from zoneinfo import ZoneInfo

from bot.contacts.quiet_hours import QuietHours, latest_polite
from services_directory.training.values import ClassMeeting, Cohort
from services_directory.values.promises import ClassReminders

LEAST_LEAD = timedelta(minutes=30)
"""A reminder that comes later than so long before a class has lost its sense."""

TIME_TO_SEND = timedelta(minutes=30)
"""So long before the quiet hours it is queued: many are not sent in a moment."""


class NoticeKind(StrEnum):
    """What we tell somebody of a training of ourselves; stored.

    FIRST: days before the first class. CLASS: before each. CHANGED: a class is another than they
    were told, or does not take place. INVITED: a seat is kept for them. COMPLETED: it is over, and
    whether they went through it. OPINION: what they think of it. IN_LINE: staff put them in line.
    LAPSED: the seat that was kept for them is not any more, since they did not answer.
    """

    FIRST = "first"
    CLASS = "class"
    CHANGED = "changed"
    INVITED = "invited"
    COMPLETED = "completed"
    OPINION = "opinion"
    IN_LINE = "in_line"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Run:
    """One reminder to everybody of a cohort: of the classes of one day, together."""

    kind: NoticeKind
    meetings: tuple[ClassMeeting, ...]
    due_at: datetime
    ends_at: datetime
    """From then on it has lost its sense."""

    @property
    def key(self) -> tuple[str, tuple[tuple[int, int], ...], datetime]:
        """What tells it from any other; another once a class is changed, or it is due otherwise."""
        return self.kind, tuple((each.id, each.sequence) for each in self.meetings), self.due_at


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What one enrolled person knows: since when of the cohort as it stood then, and, by meeting
    and sequence, since when of a change; and which reminders they had."""

    since: datetime
    changes: Mapping[tuple[int, int], datetime]
    reminded: frozenset[tuple[NoticeKind, int, int]]

    def knows_since(self, meeting: ClassMeeting) -> datetime:
        return max(self.since, self.changes.get((meeting.id, meeting.sequence), self.since))


def runs_of(cohort: Cohort, timing: ClassReminders, quiet: QuietHours) -> Iterator[Run]:
    """Every reminder of a cohort, also those whose time is over, in the order of the classes."""
    days = [tuple(day) for _day, day in groupby(cohort.standing, _day_in(cohort))]
    for number, day in enumerate(days):
        starts_at = day[0].starts_at
        due_at = _due(starts_at - timing.before_class, quiet)
        if number == 0:
            first_at = _due(starts_at - timing.before_first, quiet)
            if first_at < due_at:
                yield Run(NoticeKind.FIRST, day, first_at, due_at)
        yield Run(NoticeKind.CLASS, day, due_at, day[-1].starts_at - LEAST_LEAD)


def _day_in(cohort: Cohort) -> Callable[[ClassMeeting], date]:
    zone = ZoneInfo(cohort.timezone)
    return lambda meeting: meeting.starts_at.astimezone(zone).date()


def _due(moment: datetime, quiet: QuietHours) -> datetime:
    polite = latest_polite(moment, *quiet)
    return polite if polite == moment else latest_polite(polite - TIME_TO_SEND, *quiet)


def meetings_to_tell(run: Run, told: Knowledge, now: datetime) -> tuple[ClassMeeting, ...]:
    """The classes that this reminder names to somebody: none that they knew of too late to be
    reminded, none twice, and none that has as good as begun."""
    return tuple(
        each
        for each in run.meetings
        if told.knows_since(each) < run.due_at
        and (run.kind, each.id, each.sequence) not in told.reminded
        and now < _last_moment(run, each)
    )


def _last_moment(run: Run, meeting: ClassMeeting) -> datetime:
    return min(run.ends_at, meeting.starts_at - LEAST_LEAD)


def lost_meetings(run: Run, told: Knowledge, now: datetime) -> tuple[ClassMeeting, ...]:
    """The classes that somebody should have been reminded of, and now it is too late."""
    return tuple(
        each
        for each in run.meetings
        if told.knows_since(each) < run.due_at
        and (run.kind, each.id, each.sequence) not in told.reminded
        and now >= _last_moment(run, each)
    )


def changed_meetings(cohort: Cohort, now: datetime) -> tuple[ClassMeeting, ...]:
    """The classes still to come that are other than they were first told."""
    return tuple(each for each in cohort.meetings if each.sequence > 0 and each.starts_at > now)


def untold_changes(meetings: Iterable[ClassMeeting], told: Knowledge) -> tuple[ClassMeeting, ...]:
    """Those of them that somebody does not know."""
    return tuple(each for each in meetings if (each.id, each.sequence) not in told.changes)
