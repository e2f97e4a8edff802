"""Who came to a class? What a trainer marked last; what was marked before is in the trail.

Whoever nobody marked is unknown: that is never taken for absent. What somebody says of themselves
holds until a trainer says something.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.clock import Clock
from bot.database.transaction import Executor, Row, Sql, Transaction, as_time
from bot.operations.audit_log import THE_PERSON, Did, On, noted
from flows.engine.enrolments.roll_call import OPENS_BEFORE
from flows.engine.enrolments.states import ENROLLED, EnrolmentState
from services_directory.training.values import ClassMeeting

UNMARKED_AFTER = timedelta(hours=48)
"""So long after a class whoever is not marked counts as unknown, and is shown so."""

Marks = Mapping[int, bool]
"""By enrolment, whether somebody was there; who is not in it was not marked."""

Changed = Callable[[Marks, Marks], Transaction[None]]
"""What else to do in the same transaction: given the marks that changed, before and after."""


class TooEarly(Exception):
    """The class is not on yet, or does not take place."""


class MarkedMeanwhile(Exception):
    """Somebody else marked one of these since the marks were read."""


class Mark(NamedTuple):
    """One mark: what it says, and whose it is."""

    present: bool
    by: str
    at: datetime


def can_be_marked(meeting: ClassMeeting, now: datetime) -> bool:
    return not meeting.is_cancelled and now >= meeting.starts_at - OPENS_BEFORE


class Attendance:
    """Built once in `bot/bootstrap.py`."""

    def __init__(self, executor: Executor, clock: Clock) -> None:
        self._executor = executor
        self._clock = clock

    async def of_cohort(self, cohort_id: int) -> Mapping[int, Marks]:
        """The marks of each class, by its number."""
        return await self._executor.run(lambda: marks_of(cohort_id))

    async def mark(
        self,
        meeting: ClassMeeting,
        marks: Mapping[int, bool | None],
        *,
        by: str,
        also: Changed | None = None,
        read: Marks | None = None,
    ) -> int:
        """Mark these enrolments; None takes a mark away. How many changed; raises TooEarly.

        Whoever was there once takes part from then on. Enrolments of another cohort are left alone.
        `read`: the marks that this was decided on; raises MarkedMeanwhile where they are others.
        """
        if not can_be_marked(meeting, self._clock()):
            raise TooEarly(meeting.id)
        now = self._clock()
        return await self._executor.run(lambda: mark(meeting, marks, by, now, also, read))

    async def marked(self, meeting_id: int) -> Mapping[int, Mark]:
        """The marks of one class, by enrolment, and who made them."""
        rows = await self._executor.run(lambda: _marked(meeting_id))
        return {
            row["enrolment_id"]: Mark(
                bool(row["present"]), row["marked_by"], as_time(row["marked_at"])
            )
            for row in rows
        }


def marks_of(cohort_id: int) -> Transaction[dict[int, dict[int, bool]]]:
    """Part of a transaction: as `Attendance.of_cohort`."""
    rows = yield Sql(
        "SELECT a.meeting_id, a.enrolment_id, a.present FROM class_attendance AS a"
        " JOIN enrolment AS e ON e.id = a.enrolment_id WHERE e.cohort_id = ?",
        (cohort_id,),
    )
    found: dict[int, dict[int, bool]] = {}
    for row in rows:
        found.setdefault(row["meeting_id"], {})[row["enrolment_id"]] = bool(row["present"])
    return found


def mark(
    meeting: ClassMeeting,
    marks: Mapping[int, bool | None],
    by: str,
    now: datetime,
    also: Changed | None = None,
    read: Marks | None = None,
) -> Transaction[int]:
    """Part of a transaction: as `Attendance.mark`, whatever the time."""
    # Held: of two who mark at once, the second one sees what the first one marked.
    yield Sql("SELECT id FROM cohort WHERE id = ?", (meeting.cohort_id,), lock=True)
    rows = yield Sql("SELECT id FROM enrolment WHERE cohort_id = ?", (meeting.cohort_id,))
    known = {row["id"] for row in rows}
    had = (yield from marks_of(meeting.cohort_id)).get(meeting.id, {})
    if read is not None and any(had.get(each) != read.get(each) for each in marks):
        raise MarkedMeanwhile(meeting.id)
    by_themselves = yield from _said_themselves(meeting.cohort_id)
    changed = {
        enrolment: present
        for enrolment, present in marks.items()
        if enrolment in known
        if had.get(enrolment) != present or (meeting.id, enrolment) in by_themselves
    }
    for enrolment, present in changed.items():
        yield from _write(enrolment, meeting.id, present, by, now)
    if changed and also is not None:
        marked = [each for each in changed if (meeting.id, each) not in by_themselves]
        before = {each: had[each] for each in marked if each in had}
        after = {each: is_there for each, is_there in changed.items() if is_there is not None}
        yield from also(before, after)
    return len(changed)


def _marked(meeting_id: int) -> Transaction[Sequence[Row]]:
    return (
        yield Sql(
            "SELECT enrolment_id, present, marked_by, marked_at"
            " FROM class_attendance WHERE meeting_id = ?",
            (meeting_id,),
        )
    )


def _write(
    enrolment: int, meeting_id: int, present: bool | None, by: str, now: datetime
) -> Transaction[None]:
    if present is None:
        yield Sql(
            "DELETE FROM class_attendance WHERE enrolment_id = ? AND meeting_id = ?",
            (enrolment, meeting_id),
        )
        return
    yield Sql(
        "INSERT INTO class_attendance (enrolment_id, meeting_id, present, marked_by, marked_at)"
        " VALUES (?, ?, ?, ?, ?) ON CONFLICT (enrolment_id, meeting_id) DO UPDATE"
        " SET present = excluded.present, marked_by = excluded.marked_by,"
        " marked_at = excluded.marked_at",
        (enrolment, meeting_id, present, by, now),
    )
    if present:
        yield _takes_part(enrolment)


def _takes_part(enrolment: int) -> Sql:
    return Sql(
        "UPDATE enrolment SET state = ? WHERE id = ? AND state = ?",
        (EnrolmentState.ATTENDING.value, enrolment, EnrolmentState.CONFIRMED.value),
    )


def say_present(
    meeting: ClassMeeting, contact_id: int, enrolment: int, now: datetime
) -> Transaction[None]:
    """They say so themselves; where a trainer marked them, that stays. Only while it is on."""
    if not can_be_marked(meeting, now) or now >= meeting.ends_at:
        return
    rows = yield Sql(
        "INSERT INTO class_attendance (enrolment_id, meeting_id, present, marked_by, marked_at)"
        " SELECT e.id, ?, ?, ?, ? FROM enrolment AS e"
        " WHERE e.id = ? AND e.contact_id = ? AND e.cohort_id = ?"
        " ON CONFLICT (enrolment_id, meeting_id) DO NOTHING RETURNING enrolment_id",
        (meeting.id, True, THE_PERSON, now, enrolment, contact_id, meeting.cohort_id),
    )
    if rows:
        yield _takes_part(enrolment)


def _said_themselves(cohort_id: int) -> Transaction[frozenset[tuple[int, int]]]:
    rows = yield Sql(
        "SELECT a.meeting_id, a.enrolment_id FROM class_attendance AS a"
        " JOIN enrolment AS e ON e.id = a.enrolment_id WHERE e.cohort_id = ? AND a.marked_by = ?",
        (cohort_id, THE_PERSON),
    )
    return frozenset((row["meeting_id"], row["enrolment_id"]) for row in rows)


def in_the_trail(meeting_id: int, who: str, now: datetime) -> Changed:
    """What a trainer marked and what stood there before, as the trail keeps both."""

    def noting(before: Marks, after: Marks) -> Transaction[None]:
        facts = {"before": _as_noted(before), "after": _as_noted(after)}
        yield from noted(who, Did.MARKED, On.CLASS_MEETING, meeting_id, now, **facts)

    return noting


def _as_noted(marks: Marks) -> dict[str, str]:
    return {str(each): "present" if is_there else "absent" for each, is_there in marks.items()}


def is_marked(state: EnrolmentState) -> bool:
    """Whether a trainer marks somebody who stands so: who comes to the classes, or came to all."""
    return state in ENROLLED or state == EnrolmentState.COMPLETED


_ON_THE_ROLL = sorted(each.value for each in EnrolmentState if is_marked(each))
_WITHOUT_A_NUMBER = (
    "SELECT id FROM enrolment WHERE cohort_id = ? AND roll_number IS NULL"
    f" AND state IN ({', '.join('?' * len(_ON_THE_ROLL))}) ORDER BY id"
)


def give_roll_numbers(cohort_id: int) -> Transaction[None]:
    """Part of the transaction that makes a list: by which number trainers call somebody.

    It is theirs for good, and goes to nobody else: when others leave or are erased there are gaps,
    and no list that was told or printed names a wrong one."""
    asked = (cohort_id, *_ON_THE_ROLL)
    if not (yield Sql(_WITHOUT_A_NUMBER, asked)):
        return
    # Held: of two who make a list at once, the second one finds the numbers given.
    yield Sql("SELECT id FROM cohort WHERE id = ?", (cohort_id,), lock=True)
    for row in (yield Sql(_WITHOUT_A_NUMBER, asked)):
        given = yield Sql(
            "INSERT INTO roll_counter (cohort_id, last_number) VALUES (?, 1)"
            " ON CONFLICT (cohort_id) DO UPDATE SET last_number = roll_counter.last_number + 1"
            " RETURNING last_number",
            (cohort_id,),
        )
        yield Sql(
            "UPDATE enrolment SET roll_number = ? WHERE id = ?",
            (given[0]["last_number"], row["id"]),
        )
