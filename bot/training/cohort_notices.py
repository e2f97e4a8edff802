"""Everybody of a cohort is told of a class: a reminder, or that it is another than they know.

One transaction each, while the cohort is held. A mark says that it was done, so that neither a
second replica nor a second look does it again; who is told, stands with each of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bot.database.transaction import Sql, Transaction
from bot.privacy.sealing.sealer import Sealer
from bot.training import reminder_plan as plan
from bot.training.class_answers import NO_ANSWERS, ClassAnswers, answers_of_cohort
from bot.training.delivery.rewriting import write_anew
from bot.training.enrolments import Enrolments
from bot.training.members import CohortMembers, Member
from bot.training.notices import TOO_LATE, call_back, keys_of, note, renew_lapsed, told_of_cohort
from bot.training.reminder_plan import NoticeKind, Run
from bot.training.sealed_words import drop
from flows.components.training.class_messages import CohortWords, changes, reminder
from flows.engine.enrolments.states import CURRENT, ENROLLED, EnrolmentState, LeaveReason
from services_directory.training.values import ClassMeeting, Cohort, CohortState

Marker = tuple[str, int, int, datetime]
"""A kind of notice, a class, which of its changes, and when that was due."""


def markers_of(
    kind: NoticeKind, meetings: Iterable[ClassMeeting], due_at: datetime | None = None
) -> list[Marker]:
    """What is marked once everybody was told; a change is due when the class is."""
    return [(str(kind), each.id, each.sequence, due_at or each.starts_at) for each in meetings]


class _Known(NamedTuple):
    """What somebody was told of their classes, and what they said of them."""

    told: plan.Knowledge
    answers: ClassAnswers

    def answer_to(self, meetings: Iterable[ClassMeeting]) -> bool | None:
        """What they said of all of these alike."""
        said = {self.answers.coming.get(each.id) for each in meetings}
        return said.pop() if len(said) == 1 else None


@dataclass(frozen=True, slots=True)
class CohortNotices:
    """Its methods are transactions; each tells how many were told, None where the cohort is not as
    it was looked at, so that it has to be looked at again."""

    enrolments: Enrolments

    def remind(self, cohort: Cohort, run: Run, now: datetime) -> Transaction[int | None]:
        """Remind everybody enrolled of these classes, who was not yet and still can be."""
        held = yield from self._held(cohort, now)
        if held is None:
            return None
        if not (yield from _mark(markers_of(run.kind, run.meetings, run.due_at))):
            return 0
        told, count = (yield from told_of_cohort(cohort.id, held.members)), 0
        answers = yield from answers_of_cohort(cohort.id)
        for member in held.members:
            if member.state in ENROLLED:
                known = _Known(
                    told[member.enrolment_id], answers.get(member.enrolment_id, NO_ANSWERS)
                )
                count += yield from self._remind(cohort, run, (held, member), known, now)
        return count

    def _remind(
        self,
        cohort: Cohort,
        run: Run,
        to: tuple[CohortMembers, Member],
        known: _Known,
        now: datetime,
    ) -> Transaction[int]:
        held, member = to
        lost = keys_of(run.kind, plan.lost_meetings(run, known.told, now))
        yield from note(member.enrolment_id, lost, now, left_out=TOO_LATE)
        named = plan.meetings_to_tell(run, known.told, now)
        if not named:
            return 0
        notices = self.enrolments.notices
        reply = reminder(
            self._words(cohort),
            named,
            member.enrolment_id,
            notices.writing_to(member, held),
            known.answer_to(named),
        )
        ends_at = min(run.ends_at, named[0].starts_at)
        return (yield from notices.tell(member, reply, keys_of(run.kind, named), now, ends_at))

    def tell_changes(self, cohort: Cohort, now: datetime) -> Transaction[int | None]:
        """Tell everybody concerned of the classes that are other than they know; what waits to be
        sent of these classes is not sent any more."""
        held = yield from self._held(cohort, now)
        if held is None:
            return None
        changed = plan.changed_meetings(cohort, now)
        markers = markers_of(NoticeKind.CHANGED, changed)
        new = yield from _mark(markers)
        if not new:
            return 0
        yield from _call_back_classes(cohort.id, new)
        yield from renew_lapsed(cohort, now)
        yield from self._answer_in_time(cohort, now)
        # Of what was called back, the mark is gone: it is told here, with the rest.
        yield from _mark(markers)
        concerned = ENROLLED | {EnrolmentState.INVITED}
        if cohort.state == CohortState.CANCELLED:
            concerned = CURRENT
            yield from _end(cohort.id, self.enrolments.notices.sealer, now)
        told, count = (yield from told_of_cohort(cohort.id, held.members)), 0
        for member in held.members:
            untold = plan.untold_changes(changed, told[member.enrolment_id])
            if member.state in concerned and untold:
                count += yield from self._tell_changes(cohort, untold, (held, member), now)
        return count

    def _answer_in_time(self, cohort: Cohort, now: datetime) -> Transaction[None]:
        """A seat is kept for nobody longer than the classes as they are now leave time for; and an
        invitation that waits says when it begins now."""
        last = self.enrolments.until(cohort, now) or cohort.starts_at
        if last is not None:
            yield Sql(
                "UPDATE enrolment SET answer_by = ? WHERE cohort_id = ? AND state = 'invited'"
                " AND answer_by > ?",
                (last, cohort.id, last),
            )
            invited = "e.cohort_id = ? AND n.kind = 'invited'"
            yield from write_anew(self.enrolments.notices, invited, (cohort.id,), now)

    def _tell_changes(
        self,
        cohort: Cohort,
        untold: Sequence[ClassMeeting],
        to: tuple[CohortMembers, Member],
        now: datetime,
    ) -> Transaction[int]:
        held, member = to
        notices = self.enrolments.notices
        reply = changes(
            self._words(cohort),
            tuple(untold),
            member.enrolment_id,
            notices.writing_to(member, held),
            is_invited=member.state == EnrolmentState.INVITED,
        )
        keys = keys_of(NoticeKind.CHANGED, untold)
        ends_at = max(each.starts_at for each in untold)
        return (yield from notices.tell(member, reply, keys, now, ends_at))

    def _held(self, cohort: Cohort, now: datetime) -> Transaction[CohortMembers | None]:
        held = yield from self.enrolments.hold(cohort.id, now)
        return held if held is not None and held.version == cohort.version else None

    def _words(self, cohort: Cohort) -> CohortWords:
        notices = self.enrolments.notices
        course = notices.trainings.course(cohort.course_id)
        return CohortWords(cohort, course, notices.worlds.snapshot.directory)


def _mark(markers: Iterable[Marker]) -> Transaction[list[int]]:
    """Mark them as done; the classes for which they were not yet."""
    new: list[int] = []
    for marker in markers:
        rows = yield Sql(
            "INSERT INTO class_notice_run (kind, meeting_id, sequence, due_at)"
            " VALUES (?, ?, ?, ?) ON CONFLICT (kind, meeting_id, sequence, due_at) DO NOTHING"
            " RETURNING meeting_id",
            marker,
        )
        new += [row["meeting_id"] for row in rows]
    return new


def _call_back_classes(cohort_id: int, meetings: Sequence[int]) -> Transaction[None]:
    places = ", ".join("?" * len(meetings))
    concerned = f"e.cohort_id = ? AND n.meeting_id IN ({places})"
    yield from call_back(concerned, (cohort_id, *meetings), anew=True)


def _end(cohort_id: int, sealer: Sealer, now: datetime) -> Transaction[None]:
    """Nobody is in a cohort that does not take place."""
    yield from call_back("e.cohort_id = ?", (cohort_id,))
    states = ", ".join(f"'{state}'" for state in sorted(CURRENT))
    rows = yield Sql(
        f"SELECT id FROM enrolment WHERE cohort_id = ? AND state IN ({states})", (cohort_id,)
    )
    for row in rows:
        yield from drop(row["id"], LeaveReason.CALLED_OFF, sealer, now)
