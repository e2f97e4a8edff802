"""When is it time to tell people of their classes? Looked at every second, and mostly it is not.

What is due follows from the cohorts as they stand and from what each was told, never from a plan
that was made before; so whatever changed while nothing ran is right at the next look.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from bot.clock import Clock
from bot.database.faults import DatabaseFault
from bot.database.transaction import Executor, Sql, Transaction, as_time
from bot.outbound.outbox import Outbox
from bot.training.cohort_notices import CohortNotices, Marker, markers_of
from bot.training.completions import Completions
from bot.training.delivery.rewriting import write_anew
from bot.training.enrolments import Enrolments
from bot.training.opinions.asking import OpinionRequests
from bot.training.reminder_plan import NoticeKind, Run, changed_meetings, runs_of
from services_directory.training.values import Cohort, Trainings
from services_directory.values.promises import ClassReminders

log = structlog.get_logger(__name__)

LOOKED_BACK = timedelta(days=14)
"""What was missed longer ago is not even counted."""

LOOK_AGAIN = timedelta(hours=1)
_OF_COURSE = "e.cohort_id IN (SELECT id FROM cohort WHERE course_id = ?)"
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Planned:
    """The reminders of a cohort as it was looked at; worked out once."""

    cohort: Cohort
    timing: ClassReminders
    runs: tuple[Run, ...]
    has_changes: bool


@dataclass(frozen=True, slots=True)
class _Work:
    """What a look found: reminders and changes whose time has come, cohorts that are other than at
    the last look, and when to look again."""

    due: Sequence[tuple[Cohort, Run]]
    changed: Sequence[Cohort]
    other: frozenset[int]
    next_at: datetime


class ClassNotices:
    """One for each process; several share the work, and nobody is told twice."""

    def __init__(
        self, executor: Executor, outbox: Outbox, enrolments: Enrolments, clock: Clock
    ) -> None:
        self._executor = executor
        self._outbox = outbox
        self._enrolments = enrolments
        self._cohorts = CohortNotices(enrolments)
        self._completions = Completions(executor, outbox, enrolments, clock)
        self._opinions = OpinionRequests(executor, outbox, enrolments, clock)
        self._clock = clock
        self._planned: dict[int, _Planned] = {}
        self._looked_at: Trainings | None = None
        self._timing: ClassReminders | None = None
        self._next_at = _NEVER

    async def send_due(self) -> int:
        """Tell what is due, and pass on seats that nobody answered for; how many were told."""
        now = self._clock()
        told = await self._pass_on(now, await self._executor.run(lambda: _unanswered(now)))
        notices = self._enrolments.notices
        trainings, timing = notices.trainings, notices.worlds.programme.class_reminders
        is_known = trainings is self._looked_at and timing == self._timing
        if not is_known or now >= self._next_at:
            told += await self._look(trainings, timing, now)
        if told:
            self._outbox.wake()
        return told

    async def follow_up(self) -> int:
        """Once a course is over: who went through it, and what they think of it."""
        return await self._completions.decide_due() + await self._opinions.ask_due()

    async def _look(self, trainings: Trainings, timing: ClassReminders, now: datetime) -> int:
        await self._rename(trainings, now)
        work = await asyncio.to_thread(self._plan, trainings, timing, now)
        self._looked_at, self._timing, self._next_at = trainings, timing, work.next_at
        done = await self._executor.run(lambda: _done_since(now - LOOKED_BACK))
        told = 0
        for cohort in work.changed:
            untold = changed_meetings(cohort, now)
            if not done.issuperset(markers_of(NoticeKind.CHANGED, untold)):
                told += await self._do(lambda: self._cohorts.tell_changes(cohort, now))  # noqa: B023
        for cohort, run in work.due:
            if not done.issuperset(markers_of(run.kind, run.meetings, run.due_at)):
                told += await self._do(lambda: self._cohorts.remind(cohort, run, now))  # noqa: B023
        waited_for = await self._executor.run(_waited_for) if work.other else frozenset()
        return told + await self._pass_on(now, waited_for & work.other)

    async def _rename(self, trainings: Trainings, now: datetime) -> None:
        """What waits says of a course what it is called now."""
        before, notices = self._looked_at or trainings, self._enrolments.notices
        renamed = {
            each.id
            for each in trainings.courses
            if (known := before.course(each.id)) is not None and known.title != each.title
        }
        for course_id in sorted(renamed):
            whose = _OF_COURSE, (course_id,)
            await self._do(lambda: write_anew(notices, *whose, now))  # noqa: B023

    def _plan(self, trainings: Trainings, timing: ClassReminders, now: datetime) -> _Work:
        """In a thread of its own: the first time it takes a while."""
        quiet, polite_at = self._enrolments.notices.quiet, self._enrolments.notices.polite(now)
        due: list[tuple[Cohort, Run]] = []
        next_at, other, planned = now + LOOK_AGAIN, set[int](), dict[int, _Planned]()
        everything = now >= self._next_at
        for cohort in trainings.cohorts:
            known = self._planned.get(cohort.id)
            if known is None or known.cohort is not cohort or known.timing != timing:
                runs = tuple(runs_of(cohort, timing, quiet))
                has_changes = any(each.sequence for each in cohort.meetings)
                known = _Planned(cohort, timing, runs, has_changes)
                other.add(cohort.id)
            elif everything:
                other.add(cohort.id)
            planned[cohort.id] = known
            for run in known.runs:
                if run.due_at > now:
                    next_at = min(next_at, run.due_at)
                elif run.ends_at > now - LOOKED_BACK:
                    due.append((cohort, run))
        self._planned = planned
        if polite_at > now:
            due, next_at = [], min(next_at, polite_at)
        changed = [each.cohort for each in planned.values() if each.has_changes]
        return _Work(due, changed, frozenset(other), next_at)

    async def _pass_on(self, now: datetime, cohorts: Iterable[int]) -> int:
        told = 0
        for cohort_id in sorted(cohorts):
            told += await self._do(lambda: self._enrolments.pass_on(cohort_id, now))  # noqa: B023
        return told

    async def _do(self, transaction: Callable[[], Transaction[int | None]]) -> int:
        """The others are not to wait for one that fails; it is tried again at the next look."""
        try:
            told = await self._executor.run(transaction)
        except DatabaseFault as error:
            log.error("class_notice_stuck", error=type(error).__name__)
            told = None
        if told is None:
            self._looked_at = None
        return told or 0


def _unanswered(now: datetime) -> Transaction[frozenset[int]]:
    """The cohorts where somebody's time to answer is over."""
    rows = yield Sql(
        "SELECT DISTINCT cohort_id FROM enrolment WHERE state = 'invited' AND answer_by <= ?",
        (now,),
    )
    return frozenset(row["cohort_id"] for row in rows)


def _waited_for() -> Transaction[frozenset[int]]:
    rows = yield Sql("SELECT DISTINCT cohort_id FROM enrolment WHERE state = 'waiting'")
    return frozenset(row["cohort_id"] for row in rows)


def _done_since(moment: datetime) -> Transaction[frozenset[Marker]]:
    rows = yield Sql(
        "SELECT kind, meeting_id, sequence, due_at FROM class_notice_run WHERE due_at > ?",
        (moment - timedelta(days=1),),
    )
    return frozenset(
        (row["kind"], row["meeting_id"], row["sequence"], as_time(row["due_at"])) for row in rows
    )
