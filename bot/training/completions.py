"""Who went through a training? Decided once for each, two days after its last class.

By how many classes they were at, as the cohort asks, or the programme where it says nothing. Until
then a trainer may correct what was marked; where too little is known afterwards nobody is decided
about, and the pages say so: as soon as it is marked, it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog

from bot.clock import Clock
from bot.contacts.interest_follows_seat import follow_seat
from bot.database.faults import DatabaseFault
from bot.database.transaction import Executor, Sql, Transaction
from bot.outbound.outbox import Outbox
from bot.training.attendance import UNMARKED_AFTER, Marks, marks_of
from bot.training.enrolments import Enrolments
from bot.training.members import CohortMembers, Member
from bot.training.notices import NoticeKey, call_back
from bot.training.reminder_plan import NoticeKind
from bot.training.sealed_words import drop
from flows.components.training.class_messages import CohortWords
from flows.components.training.course_end import course_end
from flows.engine.enrolments.states import ENROLLED, EnrolmentState, LeaveReason
from services_directory.training.values import Cohort, CohortState
from services_directory.values.entries import Programme

log = structlog.get_logger(__name__)

TOLD_WITHIN = timedelta(days=7)
"""So long the message is tried to be sent; who stands where, they can ask at any time."""


def is_through(there: int, unknown: int, classes: int, percent: int) -> bool | None:
    """Whether somebody was at enough of the classes; None while what is unknown decides it."""
    fewest = fewest_classes(percent, classes)
    if there >= fewest:
        return True
    return None if there + unknown >= fewest else False


def percent_asked(cohort: Cohort, programme: Programme) -> int:
    """Of 100 classes of this cohort, at how many was whoever went through it?"""
    return cohort.attended_percent or programme.limits.classes_attended_percent


def fewest_classes(percent: int, classes: int) -> int:
    """At how many of so many classes somebody has to be."""
    return -(-percent * classes // 100)


class Completions:
    """One for each process; several share the work, and nobody is decided about twice."""

    def __init__(
        self, executor: Executor, outbox: Outbox, enrolments: Enrolments, clock: Clock
    ) -> None:
        self._executor = executor
        self._outbox = outbox
        self._enrolments = enrolments
        self._clock = clock

    async def decide_due(self) -> int:
        """Decide what can be; of how many people it was."""
        now = self._clock()
        over = [
            each
            for each in self._enrolments.notices.trainings.cohorts
            if each.state in (CohortState.OPEN, CohortState.FINISHED)
            if each.ends_at is not None and each.ends_at + UNMARKED_AFTER <= now
        ]
        undecided = await self._executor.run(_with_a_seat) if over else frozenset()
        decided = 0
        for cohort in over:
            if cohort.id in undecided:
                decided += await self._decide(cohort, now)
        if decided:
            self._outbox.wake()
        return decided

    async def _decide(self, cohort: Cohort, now: datetime) -> int:
        """The others are not to wait for one that fails; it is tried again at the next look."""
        try:
            return await self._executor.run(lambda: self._decided(cohort, now))
        except DatabaseFault as error:
            log.error("completion_stuck", error=type(error).__name__)
            return 0

    def _decided(self, cohort: Cohort, now: datetime) -> Transaction[int]:
        held = yield from self._enrolments.hold(cohort.id, now)
        if held is None or held.version != cohort.version:
            return 0
        marks, decided = (yield from marks_of(cohort.id)), 0
        for member in held.members:
            if member.state not in ENROLLED:
                continue
            through = self._is_through(cohort, member, marks)
            if through is not None:
                yield from self._keep(cohort, (held, member), now, through=through)
                decided += 1
        return decided

    def _is_through(
        self, cohort: Cohort, member: Member, marks: Mapping[int, Marks]
    ) -> bool | None:
        said = [marks.get(each.id, {}).get(member.enrolment_id) for each in cohort.standing]
        percent = percent_asked(cohort, self._enrolments.notices.worlds.programme)
        return is_through(said.count(True), said.count(None), len(said), percent)

    def _keep(
        self, cohort: Cohort, to: tuple[CohortMembers, Member], now: datetime, *, through: bool
    ) -> Transaction[None]:
        held, member = to
        yield from call_back("n.enrolment_id = ?", (member.enrolment_id,))
        if through:
            yield Sql(
                "UPDATE enrolment SET state = ? WHERE id = ?",
                (str(EnrolmentState.COMPLETED), member.enrolment_id),
            )
            yield from follow_seat(member.enrolment_id, now)
        else:
            sealer = self._enrolments.notices.sealer
            yield from drop(member.enrolment_id, LeaveReason.MISSED, sealer, now)
        notices = self._enrolments.notices
        course = notices.trainings.course(cohort.course_id)
        words = CohortWords(cohort, course, notices.worlds.snapshot.directory)
        reply = course_end(words, notices.writing_to(member, held), through=through)
        keys = [NoticeKey(NoticeKind.COMPLETED)]
        yield from notices.tell(member, reply, keys, now, now + TOLD_WITHIN)


def _with_a_seat() -> Transaction[frozenset[int]]:
    rows = yield Sql(
        "SELECT DISTINCT cohort_id FROM enrolment WHERE state IN ('confirmed', 'attending')"
    )
    return frozenset(row["cohort_id"] for row in rows)
