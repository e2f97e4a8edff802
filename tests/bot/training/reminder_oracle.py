"""Whom should we have told what, by when? As simply as it can be said, for one cohort."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from bot.contacts.quiet_hours import QuietHours, is_quiet
from services_directory.training.values import ClassMeeting, Cohort
from services_directory.values.promises import ClassReminders

MINUTE = timedelta(minutes=1)
Known = tuple[int, int]
Message = tuple[str, frozenset[int]]


@dataclass
class Trainee:
    """`waiting`: changes that are told once the night is over."""

    since: datetime
    knows: dict[Known, datetime] = field(default_factory=dict)
    reminded: set[tuple[str, int, int]] = field(default_factory=set)
    waiting: list[dict[Known, datetime]] = field(default_factory=list)
    told: list[Message] = field(default_factory=list)
    said: dict[int, tuple[int, bool]] = field(default_factory=dict)

    def comes_to(self, cohort: Cohort) -> dict[int, bool]:
        """An answer is of the class as it was: of one that changed since there is none."""
        now = {m.id: m.sequence for m in cohort.meetings}
        return {m: comes for m, (sequence, comes) in self.said.items() if sequence == now[m]}

    def hears(self, now: datetime, cohort: Cohort, timing: ClassReminders, q: QuietHours) -> None:
        """What they are told at this look: first what changed, then what they are reminded of."""
        changed = {
            (m.id, m.sequence): m for m in cohort.meetings if m.sequence and m.starts_at > now
        }
        new = {known: m.starts_at for known, m in changed.items() if known not in self.knows}
        if new:
            ids = {meeting for meeting, _sequence in new}
            for old in [each for each in self.waiting if ids & {m for m, _s in each}]:
                self.waiting.remove(old)
                new |= {known: at for known, at in old.items() if known in changed}
            self.knows |= dict.fromkeys(new, now)
            self.waiting.append(new)
        if is_quiet(now, *q):
            morning = now
            while is_quiet(morning, *q):
                morning += MINUTE
            self.waiting = [each for each in self.waiting if morning < max(each.values())]
            return
        for each in self.waiting:
            if now < max(each.values()):
                self.told.append(("changed", frozenset(meeting for meeting, _sequence in each)))
        self.waiting = []
        for kind, day, due, ends in reminders(cohort, timing, q):
            due_now = [m for m in day if due <= now and self._is_to_hear(kind, m, due)]
            self.reminded |= {(kind, m.id, m.sequence) for m in due_now}
            if named := {m.id for m in due_now if now < min(ends, m.starts_at - 30 * MINUTE)}:
                self.told.append((kind, frozenset(named)))

    def _is_to_hear(self, kind: str, m: ClassMeeting, due: datetime) -> bool:
        since = max(self.since, self.knows.get((m.id, m.sequence), self.since))
        return since < due and (kind, m.id, m.sequence) not in self.reminded


def reminders(
    cohort: Cohort, timing: ClassReminders, q: QuietHours
) -> list[tuple[str, list[ClassMeeting], datetime, datetime]]:
    zone, found = ZoneInfo(cohort.timezone), []
    standing = [each for each in cohort.meetings if each.cancelled_at is None]
    days = [list(d) for _day, d in groupby(standing, lambda m: m.starts_at.astimezone(zone).date())]
    for number, day in enumerate(days):
        due = _before_the_night(day[0].starts_at - timing.before_class, q)
        first = _before_the_night(day[0].starts_at - timing.before_first, q)
        if number == 0 and first < due:
            found.append(("first", day, first, due))
        found.append(("class", day, due, day[-1].starts_at - 30 * MINUTE))
    return found


def _before_the_night(moment: datetime, q: QuietHours) -> datetime:
    if not is_quiet(moment, *q):
        return moment
    while is_quiet(moment, *q):
        moment -= MINUTE
    return moment + MINUTE - 30 * MINUTE
