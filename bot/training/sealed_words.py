"""What is sealed of an enrolment: a first name, and why somebody is in it no longer."""

from __future__ import annotations

from datetime import datetime

from bot.contacts.interest_follows_seat import follow_seat
from bot.database.transaction import Row, Sql, Transaction
from bot.privacy.registration import Opens, Registration, open_registration
from bot.privacy.sealing.sealed_columns import ENROLMENT_NAME, LEFT_WHY
from bot.privacy.sealing.sealer import Sealer, SealFault
from flows.engine.enrolments.states import EnrolmentState, LeaveReason


def drop(enrolment_id: int, why: LeaveReason, sealer: Sealer, now: datetime) -> Transaction[None]:
    """Part of a transaction: they hold no seat, and no place in the line."""
    yield Sql(
        "UPDATE enrolment SET state = ?, left_why_sealed = ?, answer_by = NULL WHERE id = ?",
        (
            str(EnrolmentState.DROPPED),
            sealer.seal(str(why), LEFT_WHY.of(enrolment_id)),
            enrolment_id,
        ),
    )
    yield from follow_seat(enrolment_id, now, why)


def open_left_why(enrolment_id: int, sealed: bytes | None, sealer: Opens) -> LeaveReason | None:
    """None where they did not leave, or the key that sealed it is gone."""
    if sealed is None:
        return None
    try:
        return LeaveReason(sealer.open(bytes(sealed), LEFT_WHY.of(enrolment_id)))
    except SealFault:
        return None


def open_name(enrolment_id: int, sealed: bytes | None, sealer: Opens) -> str:
    """Blank where they gave none, or the key that sealed it is gone."""
    if sealed is None:
        return ""
    try:
        return sealer.open(bytes(sealed), ENROLMENT_NAME.of(enrolment_id))
    except SealFault:
        return ""


def name_of(row: Row, sealer: Opens) -> str:
    """The first name of a row with `id`, `name_sealed`, `interest_id` and `registration_sealed`:
    the one given for the seat, else the one of the wish it came from."""
    return open_name(row["id"], row["name_sealed"], sealer) or wish_of(row, sealer).first_name


def wish_of(row: Row, sealer: Opens) -> Registration:
    """The wish that such a row came from; blank where it came from none."""
    if row["interest_id"] is None:
        return Registration()
    return open_registration(row["interest_id"], row["registration_sealed"], sealer)
