"""What may a conversation know of somebody's enrolments, and of the seats they ask about?

Read in the transaction of the turn, with those cohorts held: what they are told is what is done.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.contacts.training_facts import TrainingFacts
from bot.database.transaction import Row, Sql, Transaction, as_time
from bot.training.class_answers import NO_ANSWERS, ClassAnswers, answers_of_contact
from bot.training.enrolments import Enrolments
from bot.training.members import CohortMembers
from bot.training.reminder_plan import NoticeKind
from bot.training.sealed_words import name_of, open_left_why, open_name, wish_of
from flows.components.training.class_messages import (
    COMES,
    asked_of_changes,
    back_choices,
    coming_choices,
    invitation_choices,
    read_about,
)
from flows.components.training.opinion_words import OPINION, useful_choices
from flows.engine.enrolments.kept import KeptEnrolment
from flows.engine.enrolments.open_question import OpenQuestion
from flows.engine.enrolments.states import CURRENT, ENROLLED, TOOK_PART, EnrolmentState
from flows.engine.reply import Choice
from services_directory.training.values import Cohort

_ASKING = (
    *(NoticeKind.FIRST, NoticeKind.CLASS, NoticeKind.INVITED, NoticeKind.CHANGED),
    *(NoticeKind.OPINION, NoticeKind.LAPSED),
)

OPEN_FOR = timedelta(days=30)
"""What we asked longer ago is not waited for."""


def read_facts(
    enrolments: Enrolments, contact_id: int, asked_about: Iterable[int], now: datetime
) -> Transaction[TrainingFacts]:
    """`asked_about`: cohorts that stand on their screen, beside those they are in."""
    rows = yield Sql(
        "SELECT e.id, e.cohort_id, e.state, e.seats, e.answer_by, e.name_sealed, e.discreet,"
        " e.opinions, e.left_why_sealed, e.created_at, e.interest_id,"
        " i.registration_sealed, k.code AS certificate, k.holder_sealed IS NOT NULL AS is_named"
        " FROM enrolment AS e LEFT JOIN interest AS i ON i.id = e.interest_id"
        " LEFT JOIN certificate AS k ON k.enrolment_id = e.id"
        " WHERE e.contact_id = ? ORDER BY e.id",
        (contact_id,),
    )
    current = {row["cohort_id"] for row in rows if row["state"] in CURRENT}
    held: dict[int, CohortMembers] = {}
    for cohort_id in sorted({*asked_about, *current}):
        cohort = yield from enrolments.hold(cohort_id, now)
        if cohort is not None:
            held[cohort_id] = cohort
    # Few are in any cohort: of all others it is not asked.
    answers = (yield from answers_of_contact(contact_id)) if rows else {}
    attended = (yield from _attended(contact_id)) if rows else {}
    kept = tuple(
        _kept(
            row,
            held,
            answers.get(row["id"], NO_ANSWERS),
            attended.get(row["id"], {}),
            enrolments,
        )
        for row in rows
    )
    messages = (yield from _messages(contact_id, enrolments, now)) if rows else ()
    new = [each for each in messages if each.ids]
    asked = next((each.question for each in new if each.question), None)
    return TrainingFacts(
        kept,
        asked.choices if asked else (),
        asked.asked_at if asked else None,
        _open_of(messages, kept, enrolments, now),
        {cohort_id: each.count for cohort_id, each in held.items()},
        tuple(number for each in new for number in each.ids),
    )


def close_questions(facts: TrainingFacts, now: datetime) -> Transaction[None]:
    """What is answered stands on their screen now: a number they write answers that."""
    for notice_id in facts.questions:
        yield Sql("UPDATE class_notice SET closed_at = ? WHERE id = ?", (now, notice_id))


def _kept(
    row: Row,
    held: Mapping[int, CohortMembers],
    answers: ClassAnswers,
    attended: Mapping[int, bool],
    enrolments: Enrolments,
) -> KeptEnrolment:
    sealer = enrolments.notices.sealer
    worlds, state = enrolments.notices.worlds, EnrolmentState(row["state"])
    position, in_line = 0, 0
    cohort = held.get(row["cohort_id"])
    if state == EnrolmentState.WAITING and cohort is not None:
        position, in_line = cohort.place_in_line(row["id"])
    zone = ZoneInfo(worlds.programme.timezone)
    return KeptEnrolment(
        id=row["id"],
        cohort_id=row["cohort_id"],
        state=state,
        recorded_on=as_time(row["created_at"]).astimezone(zone).date(),
        seats=row["seats"],
        position=position,
        in_line=in_line,
        answer_by=as_time(row["answer_by"]) if row["answer_by"] else None,
        first_name=open_name(row["id"], row["name_sealed"], sealer),
        called=name_of(row, sealer),
        left_why=open_left_why(row["id"], row["left_why_sealed"], sealer),
        discreet=bool(row["discreet"]),
        opinions=row["opinions"],
        coming=answers.coming,
        attended=attended,
        asked_again=answers.asked_again,
        receipt=wish_of(row, sealer).receipt,
        certificate=row["certificate"] or "",
        is_named=bool(row["is_named"]),
    )


def _attended(contact_id: int) -> Transaction[dict[int, dict[int, bool]]]:
    """By enrolment, the classes that were marked."""
    rows = yield Sql(
        "SELECT a.enrolment_id, a.meeting_id, a.present AS value FROM class_attendance AS a"
        " JOIN enrolment AS e ON e.id = a.enrolment_id WHERE e.contact_id = ?",
        (contact_id,),
    )
    found: dict[int, dict[int, bool]] = {}
    for row in rows:
        found.setdefault(row["enrolment_id"], {})[row["meeting_id"]] = bool(row["value"])
    return found


class _Message(NamedTuple):
    """One message of ours that asked something, perhaps. `ids`: of its notices, those that nothing
    they wrote has closed yet."""

    question: OpenQuestion | None
    ids: tuple[int, ...]


def _messages(
    contact_id: int, enrolments: Enrolments, now: datetime
) -> Transaction[Sequence[_Message]]:
    """What was sent to them of late, the last first."""
    kinds = ", ".join(f"'{kind}'" for kind in _ASKING)
    rows = yield Sql(
        "SELECT n.id, n.enrolment_id, n.kind, n.meeting_id, n.sequence, n.outbound_id,"
        " n.closed_at, e.cohort_id, e.state, o.sent_at FROM class_notice AS n"
        " JOIN enrolment AS e ON e.id = n.enrolment_id"
        " JOIN outbound_message AS o ON o.id = n.outbound_id"
        " WHERE e.contact_id = ? AND (n.closed_at IS NULL OR o.sent_at > ?)"
        " AND o.sent_at IS NOT NULL"
        f" AND n.kind IN ({kinds}) ORDER BY o.sent_at DESC, o.id DESC, n.id",
        (contact_id, now - OPEN_FOR),
    )
    return [
        _message(list(notices), enrolments)
        for _outbound_id, notices in groupby(rows, lambda row: row["outbound_id"])
    ]


def _message(notices: Sequence[Row], enrolments: Enrolments) -> _Message:
    first = notices[0]
    choices = _choices_of(notices, enrolments.notices.trainings.cohort(first["cohort_id"]))
    question = None
    if choices:
        question = OpenQuestion(
            choices, as_time(first["sent_at"]), first["enrolment_id"], _classes_in(choices)
        )
    return _Message(question, tuple(row["id"] for row in notices if row["closed_at"] is None))


def _classes_in(choices: Sequence[Choice]) -> frozenset[int]:
    kind, _colon, about = choices[0].key.partition(":")
    return (
        frozenset(number for number, _n in read_about(about)[1]) if kind == COMES else frozenset()
    )


def _open_of(
    messages: Iterable[_Message],
    kept: Iterable[KeptEnrolment],
    enrolments: Enrolments,
    now: datetime,
) -> tuple[OpenQuestion, ...]:
    """Each that can be answered still, once: of a class of which they are reminded twice, too."""
    by_id = {each.id: each for each in kept}
    found: dict[tuple[int | None, frozenset[int]], OpenQuestion] = {}
    for each in messages:
        enrolment = by_id.get((each.question.enrolment_id or 0) if each.question else 0)
        if each.question is None or enrolment is None:
            continue
        cohort = enrolments.notices.trainings.cohort(enrolment.cohort_id)
        if cohort is not None and _is_open(each.question, enrolment, cohort, now):
            key = each.question.enrolment_id, each.question.meetings
            dated = replace(each.question, answer_by=_until(each.question, enrolment, cohort, now))
            found.setdefault(key, dated)
    return tuple(found.values())


def _is_open(
    question: OpenQuestion, enrolment: KeptEnrolment, cohort: Cohort, now: datetime
) -> bool:
    if question.meetings:
        return enrolment.state in ENROLLED and bool(_unsaid(question, enrolment, cohort, now))
    if enrolment.state == EnrolmentState.INVITED:
        return enrolment.answer_by is None or now < enrolment.answer_by
    return question.kind == OPINION and enrolment.state in TOOK_PART and not enrolment.opinions


def _unsaid(
    question: OpenQuestion, enrolment: KeptEnrolment, cohort: Cohort, now: datetime
) -> list[datetime]:
    """When those of its classes begin, in their order, of which they did not say anything."""
    unsaid = question.meetings - enrolment.coming.keys()
    return [
        each.starts_at for each in cohort.standing if each.id in unsaid and each.starts_at > now
    ]


def _until(
    question: OpenQuestion, enrolment: KeptEnrolment, cohort: Cohort, now: datetime
) -> datetime | None:
    """When it is too late to answer: the class begins, or the seat goes to somebody else."""
    if question.meetings:
        return _unsaid(question, enrolment, cohort, now)[0]
    return enrolment.answer_by


def _choices_of(notice: Sequence[Row], cohort: Cohort | None) -> tuple[Choice, ...]:
    """What stood below a message of ours; of a change only the classes that it named."""
    enrolment_id, kind = notice[0]["enrolment_id"], notice[0]["kind"]
    told = {row["meeting_id"]: row["sequence"] for row in notice}
    if kind == NoticeKind.OPINION:
        return useful_choices(enrolment_id)
    if kind == NoticeKind.LAPSED:
        sent_at = as_time(notice[0]["sent_at"])
        return back_choices(cohort.id) if cohort and cohort.enrols_at(sent_at) else ()
    if kind == NoticeKind.INVITED or notice[0]["state"] == EnrolmentState.INVITED:
        return invitation_choices(enrolment_id)
    if kind == NoticeKind.CHANGED:
        changed = [each for each in cohort.meetings if each.id in told] if cohort else []
        told = {each.id: told[each.id] for each in asked_of_changes(changed)}
    return coming_choices(enrolment_id, tuple(told.items())) if told else ()
