"""Who said that they come to a class, or that they cannot? Of the class as it is now.

What somebody said is of a time and a place: once the class has another, it counts no more and they
are asked again. It is kept until they answer, and then stands in the trail alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

from bot.database.transaction import Sql, Transaction
from bot.operations.audit_log import THE_PERSON, Did, On, noted
from flows.engine.effect import AnswerClass


@dataclass(frozen=True, slots=True)
class ClassAnswers:
    """Of one enrolment, by the numbers of the classes. `asked_again`: what was said of these is of
    another time or place; `late`: to which of these they come late."""

    coming: Mapping[int, bool] = field(default_factory=lambda: MappingProxyType({}))
    asked_again: frozenset[int] = frozenset()
    late: frozenset[int] = frozenset()


NO_ANSWERS = ClassAnswers()


def answer_class(contact_id: int, said: AnswerClass, now: datetime) -> Transaction[None]:
    """Part of a transaction: the last word wins, also where the class was moved meanwhile."""
    rows = yield Sql(
        "SELECT id FROM enrolment WHERE id = ? AND contact_id = ?", (said.enrolment_id, contact_id)
    )
    for meeting_id, sequence in said.meetings if rows else ():
        before = yield Sql(
            "SELECT comes, sequence FROM class_answer WHERE enrolment_id = ? AND meeting_id = ?",
            (said.enrolment_id, meeting_id),
        )
        yield Sql(
            "INSERT INTO class_answer (enrolment_id, meeting_id, comes, late, sequence,"
            " answered_at) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (enrolment_id, meeting_id) DO UPDATE"
            " SET comes = excluded.comes, late = excluded.late, sequence = excluded.sequence,"
            " answered_at = excluded.answered_at",
            (said.enrolment_id, meeting_id, said.comes, said.late, sequence, now),
        )
        if before and before[0]["sequence"] != sequence:
            facts = {
                "before": {
                    str(said.enrolment_id): _as_noted(before[0]["comes"], before[0]["sequence"])
                },
                "after": {str(said.enrolment_id): _as_noted(said.comes, sequence)},
            }
            yield from noted(THE_PERSON, Did.ANSWERED, On.CLASS_MEETING, meeting_id, now, **facts)


def _as_noted(comes: object, sequence: int) -> str:
    return f"{'comes' if comes else 'cannot come'} ({sequence})"


def answers_of_contact(contact_id: int) -> Transaction[Mapping[int, ClassAnswers]]:
    """Part of a transaction: by the numbers of their enrolments."""
    return (yield from _answers("e.contact_id = ?", contact_id))


def answers_of_cohort(cohort_id: int) -> Transaction[Mapping[int, ClassAnswers]]:
    """Part of a transaction: by the numbers of the enrolments in it."""
    return (yield from _answers("e.cohort_id = ?", cohort_id))


def _answers(condition: str, *values: int) -> Transaction[Mapping[int, ClassAnswers]]:
    rows = yield Sql(
        "SELECT a.enrolment_id, a.meeting_id, a.comes, a.late, a.sequence, m.sequence AS is_now"
        " FROM class_answer AS a JOIN enrolment AS e ON e.id = a.enrolment_id"
        f" JOIN class_meeting AS m ON m.id = a.meeting_id WHERE {condition}",
        values,
    )
    found: dict[int, ClassAnswers] = {}
    for row in rows:
        had, meeting_id = found.get(row["enrolment_id"], NO_ANSWERS), row["meeting_id"]
        if row["sequence"] == row["is_now"]:
            late = had.late | ({meeting_id} if row["late"] else set())
            had = replace(had, coming={**had.coming, meeting_id: bool(row["comes"])}, late=late)
        else:
            had = replace(had, asked_again=had.asked_again | {meeting_id})
        found[row["enrolment_id"]] = had
    return found
