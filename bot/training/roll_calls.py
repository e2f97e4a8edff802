"""Whose classes does somebody teach who writes to us, and who is on their lists?

They are found by the phone they linked as staff; it is looked at only for words of a roll call.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.contacts.aliases import hashed
from bot.contacts.store import StoredContact
from bot.database.transaction import Sql, Transaction
from bot.operations.staff_permissions import MARK_ATTENDANCE, MAY
from bot.privacy.sealing.sealed_columns import ADDRESS
from bot.privacy.sealing.sealer import Sealer, SealFault
from bot.training.attendance import (
    UNMARKED_AFTER,
    can_be_marked,
    give_roll_numbers,
    in_the_trail,
    is_marked,
    mark,
)
from bot.training.enrolments import Enrolments
from bot.training.sealed_words import name_of
from flows.components.training.roll_words import read_half_a_roll_call, read_roll_call
from flows.engine.effect import MarkAttendance
from flows.engine.enrolments.roll_call import RollCall, RollEntry, Teaching
from flows.engine.enrolments.states import EnrolmentState
from flows.engine.event import Event, Heard, Picked
from flows.engine.session import Session
from services_directory.training.values import ClassMeeting, Cohort, CohortState

COMING = timedelta(days=1)
"""The list of a class can be asked for so long before it."""

_STEP = "training.roll_class"


def is_about_a_roll(session: Session, event: Event) -> bool:
    """Whether who teaches what has to be known."""
    asks, may_ask = _asks(event)
    return asks or may_ask or (session.step == _STEP and isinstance(event, Heard | Picked))


def read_teaching(
    enrolments: Enrolments, contact: StoredContact, event: Event, now: datetime
) -> Transaction[Teaching | None]:
    """Their classes of these days with the lists; None where they teach none."""
    trainer = yield from _trainer(contact, enrolments.notices.sealer)
    if trainer is None:
        return None
    name, locale = trainer
    classes = []
    for cohort, meeting in _of_these_days(enrolments, name, now):
        entries = yield from _entries(cohort, meeting, enrolments)
        classes.append(
            RollCall(meeting.id, cohort.id, meeting.starts_at, meeting.ends_at, tuple(entries))
        )
    asks, may_ask = _asks(event)
    teaches = any(each.trainer == name for each in enrolments.notices.trainings.cohorts)
    return Teaching(locale, tuple(classes), asks, may_ask) if teaches else None


def _asks(event: Event) -> tuple[bool, bool]:
    """Whether it is a roll call, and whether it could be one."""
    text = event.text if isinstance(event, Heard) else ""
    return read_roll_call(text) is not None, read_half_a_roll_call(text) is not None


def mark_attendance(
    enrolments: Enrolments, contact: StoredContact, effect: MarkAttendance, now: datetime
) -> Transaction[None]:
    """What a trainer said of a class of theirs; of anybody else's it changes nothing."""
    trainer = yield from _trainer(contact, enrolments.notices.sealer)
    found = [
        (cohort, meeting)
        for cohort in enrolments.notices.trainings.cohorts
        if trainer is not None and cohort.trainer == trainer[0]
        if (meeting := cohort.meeting(effect.meeting_id)) is not None
    ]
    for _cohort, meeting in found:
        if can_be_marked(meeting, now) and trainer is not None:
            marks = dict.fromkeys(effect.present, True) | dict.fromkeys(effect.absent, False)
            also = in_the_trail(meeting.id, trainer[0], now)
            yield from mark(meeting, marks, trainer[0], now, also)


def _trainer(contact: StoredContact, sealer: Sealer) -> Transaction[tuple[str, str] | None]:
    """Name and language of the member of staff whose phone this is, if they may mark who came."""
    try:
        address = sealer.open(contact.address_sealed, ADDRESS.of(contact.id))
    except SealFault:
        return None
    hashes = sealer.address_hashes(contact.channel, address)
    rows = yield Sql(
        "SELECT s.name, s.locale FROM alert_address AS a JOIN staff_member AS s"
        f" ON s.id = a.staff_id WHERE {hashed(hashes, 'a.address_hash')}"
        f" AND s.active = ? AND {MAY}",
        (*hashes, True, MARK_ATTENDANCE),
    )
    return (rows[0]["name"], rows[0]["locale"]) if rows else None


def _of_these_days(
    enrolments: Enrolments, trainer: str, now: datetime
) -> Sequence[tuple[Cohort, ClassMeeting]]:
    """What can be marked still, what is on, and what is next, in the order of time."""
    found = [
        (cohort, meeting)
        for cohort in enrolments.notices.trainings.cohorts
        if cohort.trainer == trainer and cohort.state in (CohortState.OPEN, CohortState.FINISHED)
        for meeting in cohort.standing
        if now - UNMARKED_AFTER < meeting.ends_at and meeting.starts_at < now + COMING
    ]
    return sorted(found, key=lambda each: (each[1].starts_at, each[1].id))


def _entries(
    cohort: Cohort, meeting: ClassMeeting, enrolments: Enrolments
) -> Transaction[list[RollEntry]]:
    """In the order of the roster on the pages, with the same numbers."""
    yield from give_roll_numbers(cohort.id)
    rows = yield Sql(
        "SELECT e.id, e.state, e.roll_number, e.name_sealed, e.interest_id, i.registration_sealed,"
        " a.present"
        " FROM enrolment AS e LEFT JOIN interest AS i ON i.id = e.interest_id"
        " LEFT JOIN class_attendance AS a ON a.enrolment_id = e.id AND a.meeting_id = ?"
        " WHERE e.cohort_id = ? ORDER BY e.roll_number",
        (meeting.id, cohort.id),
    )
    there = [row for row in rows if is_marked(EnrolmentState(row["state"]))]
    return [
        RollEntry(
            row["roll_number"],
            row["id"],
            name_of(row, enrolments.notices.sealer),
            None if row["present"] is None else bool(row["present"]),
        )
        for row in there
    ]
