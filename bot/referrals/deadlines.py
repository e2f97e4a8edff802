"""What does the clock do with a referral when nobody does anything?

Each in a transaction of its own: one that fails holds up no other, and is tried at the next look.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog

from bot.database.faults import DatabaseFault
from bot.database.transaction import Executor, Sql, Transaction
from bot.referrals.steps import ReferralSteps, StepTaker
from bot.referrals.stored import StoredReferral
from flows.engine.referrals import WAITING, ReferralState, Step
from flows.referrals.receiver_words import how_to_end, reminded_by_sms

log = structlog.get_logger(__name__)

_AT_ONCE = 50


async def meet_deadlines(executor: Executor, steps: ReferralSteps, now: datetime) -> int:
    """Remind a silent receiver once, then give up; and tell people what waited for the day. How
    many referrals it was."""
    met = await _each_due("due_at", lambda one: _meet(one, steps, now), executor, now)
    told = await _each_due("tell_at", lambda one: _tell(one, steps, now), executor, now)
    if met or told:
        log.info("referrals_due", deadlines=met, told=told)
    return met + told


async def _each_due(
    column: str, do: Callable[[int], Transaction[None]], executor: Executor, now: datetime
) -> int:
    """How many of those whose time in this column has come were done."""
    done = 0
    for referral_id in await executor.run(lambda: _due(column, now)):
        try:
            await executor.run(lambda: do(referral_id))  # noqa: B023
            done += 1
        except DatabaseFault as error:
            log.error("referral_stuck", referral=referral_id, error=type(error).__name__)
    return done


def _due(column: str, now: datetime) -> Transaction[list[int]]:
    rows = yield Sql(
        f"SELECT id FROM referral WHERE {column} <= ? ORDER BY {column}, id LIMIT {_AT_ONCE}",
        (now,),
    )
    return [row["id"] for row in rows]


def _tell(referral_id: int, steps: ReferralSteps, now: datetime) -> Transaction[None]:
    referral = yield from steps.hold(referral_id)
    if referral is not None:
        yield from steps.notices.person(referral, now)


def _meet(referral_id: int, steps: ReferralSteps, now: datetime) -> Transaction[None]:
    referral = yield from steps.hold(referral_id)
    # Another replica may have been there meanwhile.
    if referral is None or referral.due_at is None or referral.due_at > now:
        return
    notices = steps.notices
    if referral.state is ReferralState.ASKED or _is_over(referral, now):
        yield from steps.take(referral, Step(ReferralState.SILENT), now, StepTaker())
    elif referral.state in WAITING:
        yield Sql(
            "UPDATE referral SET due_at = answer_by, reminded_at = ? WHERE id = ?",
            (now, referral.id),
        )
        name, seen = notices.worlds.programme.name, notices.seen(referral)
        lines = reminded_by_sms(name, seen, notices.link(referral))
        yield from notices.receiver(referral, lines, now)
    elif referral.reminded_at is None:
        waits = notices.worlds.programme.referral_times.outcome
        yield Sql(
            "UPDATE referral SET due_at = ?, reminded_at = ? WHERE id = ?",
            (now + waits, now, referral.id),
        )
        yield from notices.receiver(referral, (how_to_end(referral.told.code),), now)
    else:
        # They never said what came of it: they keep nothing more, and staff ask.
        yield Sql(
            "UPDATE referral SET due_at = NULL, back_at = ?, passed_sealed = NULL,"
            " passed_hash = NULL WHERE id = ?",
            (now, referral.id),
        )


def _is_over(referral: StoredReferral, now: datetime) -> bool:
    return (
        referral.state in WAITING and referral.answer_by is not None and now >= referral.answer_by
    )
