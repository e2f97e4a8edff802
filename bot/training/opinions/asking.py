"""Whoever took part in a course is asked once what they think of it, three days after its end.

By then it is decided who went through it, and they were told (bot/training/completions.py).
"""

from __future__ import annotations

from datetime import timedelta

import structlog

from bot.clock import Clock
from bot.database.faults import DatabaseFault
from bot.database.transaction import Executor, Sql, Transaction
from bot.outbound.outbox import Outbox
from bot.training.attendance import marks_of
from bot.training.enrolments import Enrolments
from bot.training.notices import NoticeKey
from bot.training.reminder_plan import NoticeKind
from flows.components.training.class_messages import CohortWords
from flows.components.training.opinion_words import first_question
from flows.engine.enrolments.states import TOOK_PART, EnrolmentState
from services_directory.training.values import Cohort, CohortState

log = structlog.get_logger(__name__)

ASKED_AFTER = timedelta(days=3)
ASKED_WITHIN = timedelta(days=14)
"""Later nobody is asked any more: who remembers, who was told that it is over long ago?"""


class OpinionRequests:
    """One for each process; several share the work, and nobody is asked twice."""

    def __init__(
        self, executor: Executor, outbox: Outbox, enrolments: Enrolments, clock: Clock
    ) -> None:
        self._executor = executor
        self._outbox = outbox
        self._enrolments = enrolments
        self._clock = clock

    async def ask_due(self) -> int:
        """Ask whoever is to be asked now, outside the quiet hours; how many were."""
        now, notices = self._clock(), self._enrolments.notices
        over = [
            each
            for each in notices.trainings.cohorts
            if each.state in (CohortState.OPEN, CohortState.FINISHED)
            if each.ends_at is not None and ASKED_AFTER <= now - each.ends_at < ASKED_WITHIN
        ]
        if not over or notices.polite(now) > now:
            return 0
        unasked = await self._executor.run(_unasked)
        asked = 0
        for cohort in over:
            if cohort.id in unasked:
                asked += await self._ask(cohort)
        if asked:
            self._outbox.wake()
        return asked

    async def _ask(self, cohort: Cohort) -> int:
        """The others are not to wait for one that fails; it is tried again at the next look."""
        try:
            return await self._executor.run(lambda: self._asked(cohort))
        except DatabaseFault as error:
            log.error("opinion_request_stuck", error=type(error).__name__)
            return 0

    def _asked(self, cohort: Cohort) -> Transaction[int]:
        now, notices = self._clock(), self._enrolments.notices
        held = yield from self._enrolments.hold(cohort.id, now)
        if held is None or held.version != cohort.version or cohort.ends_at is None:
            return 0
        marks, before, asked = (yield from marks_of(cohort.id)), (yield from _asked_of(cohort)), 0
        was_there = {one for of_class in marks.values() for one, there in of_class.items() if there}
        course = notices.trainings.course(cohort.course_id)
        words = CohortWords(cohort, course, notices.worlds.snapshot.directory)
        for member in held.members:
            number = member.enrolment_id
            attended = member.state == EnrolmentState.COMPLETED or number in was_there
            if member.state not in TOOK_PART or not attended or number in before:
                continue
            reply = first_question(words, number, notices.writing_to(member, held))
            keys, until = [NoticeKey(NoticeKind.OPINION)], cohort.ends_at + ASKED_WITHIN
            asked += yield from notices.tell(member, reply, keys, now, until)
        return asked


def _unasked() -> Transaction[frozenset[int]]:
    """The cohorts in which somebody was not asked yet."""
    states = ", ".join(f"'{state}'" for state in sorted(TOOK_PART))
    rows = yield Sql(
        f"SELECT DISTINCT e.cohort_id FROM enrolment AS e WHERE e.state IN ({states})"
        " AND NOT EXISTS (SELECT 1 FROM class_notice AS n"
        " WHERE n.enrolment_id = e.id AND n.kind = 'opinion')"
    )
    return frozenset(row["cohort_id"] for row in rows)


def _asked_of(cohort: Cohort) -> Transaction[frozenset[int]]:
    rows = yield Sql(
        "SELECT n.enrolment_id FROM class_notice AS n JOIN enrolment AS e ON e.id = n.enrolment_id"
        " WHERE e.cohort_id = ? AND n.kind = 'opinion'",
        (cohort.id,),
    )
    return frozenset(row["enrolment_id"] for row in rows)
