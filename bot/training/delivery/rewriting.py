"""What waits to be sent of trainings is put into words again, where these would not be today's.

Somebody chose another language, or words that say little, while a message to them waits for the
morning; or a course is called otherwise. What is told, to whom and when stays as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from bot.database.transaction import Row, Sql, Transaction, as_time
from bot.messages.attempts import SETTLED
from bot.outbound.outbox import queue_known
from bot.training.class_answers import NO_ANSWERS, answers_of_cohort
from bot.training.members import CohortMembers, Member, members_of
from bot.training.notices import Notices
from bot.training.reminder_plan import NoticeKind
from flows.components.training.class_messages import (
    changes,
    invitation,
    not_kept,
    put_in_line,
    reminder,
)
from flows.components.training.course_end import course_end
from flows.components.training.opinion_words import first_question
from flows.engine.enrolments.states import EnrolmentState
from flows.engine.reply import Reply
from services_directory.training.values import Cohort


def write_anew(
    notices: Notices, condition: str, values: Sequence[int | str], now: datetime
) -> Transaction[int]:
    """Part of a transaction: how many messages were. `condition` is on `e` (enrolment) and `n` (its
    notice). What a provider may have had already stays as it is."""
    rows = yield Sql(
        "SELECT n.enrolment_id, n.kind, n.meeting_id, n.outbound_id, e.cohort_id,"
        " o.next_attempt_at, o.expires_at FROM class_notice AS n"
        " JOIN enrolment AS e ON e.id = n.enrolment_id"
        " JOIN outbound_message AS o ON o.id = n.outbound_id"
        f" WHERE o.state = 'queued' AND o.attempts = 0 AND {condition}"
        " ORDER BY n.outbound_id, n.id",
        values,
    )
    written = 0
    for _outbound_id, waiting in groupby(rows, lambda row: row["outbound_id"]):
        written += yield from _write(notices, list(waiting), now)
    return written


def _write(notices: Notices, waiting: Sequence[Row], now: datetime) -> Transaction[int]:
    """One message, of which these are the notices."""
    first = waiting[0]
    cohort = notices.trainings.cohort(first["cohort_id"])
    if cohort is None:
        return 0
    members = yield from members_of(cohort.id, also=first["enrolment_id"])
    held = CohortMembers(cohort.id, cohort.seats, cohort.version, members, lambda _member: True)
    member = held.member(first["enrolment_id"])
    reply = (yield from _words(notices, cohort, (held, member), waiting)) if member else None
    if member is None or reply is None:
        return 0
    old = first["outbound_id"]
    taken_back = yield Sql(
        "UPDATE outbound_message SET state = 'cancelled', state_reason = 'written anew',"
        f" {SETTLED} WHERE id = ? AND state = 'queued' RETURNING id",
        (old,),
    )
    if not taken_back:  # it has just left
        return 0
    goes_at, ends_at = as_time(first["next_attempt_at"]), as_time(first["expires_at"])
    draft = notices.draft(member, reply, now, goes_at, ends_at)
    outbound_id = yield from queue_known(draft, notices.sealer)
    yield Sql("UPDATE class_notice SET outbound_id = ? WHERE outbound_id = ?", (outbound_id, old))
    return 1


def _words(
    notices: Notices, cohort: Cohort, to: tuple[CohortMembers, Member], waiting: Sequence[Row]
) -> Transaction[Reply | None]:
    """As the tables have it now; None where it has lost its sense."""
    held, member = to
    kind, told = NoticeKind(waiting[0]["kind"]), notices.words_of(cohort)
    written, number = notices.writing_to(member, held), member.enrolment_id
    named = {row["meeting_id"] for row in waiting}
    meetings = tuple(each for each in cohort.meetings if each.id in named)
    if kind in (NoticeKind.FIRST, NoticeKind.CLASS) and meetings:
        coming = (yield from answers_of_cohort(cohort.id)).get(number, NO_ANSWERS).coming
        said = {coming.get(each.id) for each in meetings}
        return reminder(told, meetings, number, written, said.pop() if len(said) == 1 else None)
    is_invited = member.state == EnrolmentState.INVITED
    if kind == NoticeKind.CHANGED and meetings:
        return changes(told, meetings, number, written, is_invited=is_invited)
    if kind == NoticeKind.INVITED and is_invited and member.answer_by is not None:
        return invitation(told, number, member.seats, member.answer_by, written)
    if kind == NoticeKind.IN_LINE and member.state == EnrolmentState.WAITING:
        return put_in_line(told, held.place_in_line(number), written)
    if kind == NoticeKind.COMPLETED:
        return course_end(told, written, through=member.state == EnrolmentState.COMPLETED)
    if kind == NoticeKind.OPINION:
        return first_question(told, number, written)
    if kind == NoticeKind.LAPSED:
        enrols = cohort.enrols_at(as_time(waiting[0]["next_attempt_at"]))
        return not_kept(told, written, enrols=enrols)
    return None
