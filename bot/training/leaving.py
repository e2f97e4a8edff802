"""Somebody is in a cohort no longer: why, is sealed."""

from __future__ import annotations

from bot.database.transaction import Sql, Transaction
from bot.privacy.registration import Opens
from bot.privacy.sealing.sealed_columns import LEFT_WHY
from bot.privacy.sealing.sealer import Sealer, SealFault
from flows.engine.enrolments.states import EnrolmentState, LeaveReason


def drop(enrolment_id: int, why: LeaveReason, sealer: Sealer) -> Transaction[None]:
    """Part of a transaction: they hold no seat, and no place in the line."""
    yield Sql(
        "UPDATE enrolment SET state = ?, left_why_sealed = ?, answer_by = NULL WHERE id = ?",
        (
            str(EnrolmentState.DROPPED),
            sealer.seal(str(why), LEFT_WHY.of(enrolment_id)),
            enrolment_id,
        ),
    )


def open_left_why(enrolment_id: int, sealed: bytes | None, sealer: Opens) -> LeaveReason | None:
    """None where they did not leave, or the key that sealed it is gone."""
    if sealed is None:
        return None
    try:
        return LeaveReason(sealer.open(bytes(sealed), LEFT_WHY.of(enrolment_id)))
    except SealFault:
        return None
