"""A referral takes a step: what changes in its row, and who is told. Parts of transactions.

Whoever asks for it (staff, the person, the receiver, the clock), nothing happens here that
flows/engine/referrals.py does not allow, and nothing twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.cases.help_requests import ask_staff_to_have_erased
from bot.clock import Clock
from bot.contacts.world import WorldBuilder
from bot.database.transaction import Sql, Transaction
from bot.messages.capabilities import Capabilities
from bot.operations.audit_log import Did, On, noted
from bot.outbound.claim import LEASE
from bot.privacy.sealing.sealer import Sealer
from bot.privacy.stops_and_erasures import WITHDRAW, note
from bot.privacy.traces.waiting import drop_waiting, tells_of_passed, tells_of_referral
from bot.referrals.notices import ReferralNotices
from bot.referrals.sealed import code_hash
from bot.referrals.stored import StoredReferral, read_one
from flows.engine.referrals import Outcome, ReferralState, Step
from flows.referrals.receiver_words import asked_by_sms, taken_back_by_sms

_S = ReferralState

_NOTHING_PASSED = frozenset((_S.DECLINED, _S.REFUSED, _S.DONE, _S.WITHDRAWN, _S.SILENT))
"""The receiver keeps nothing of the person, and so do we nothing for them."""

_ANSWERED = frozenset((_S.ACCEPTED, _S.REFUSED))
_FOR_STAFF = frozenset((_S.DECLINED, _S.REFUSED, _S.SILENT))
"""Somebody has to look for another way."""


@dataclass(frozen=True, slots=True)
class StepTaker:
    """Who takes the step. `by`: a member of staff; None: the person, the receiver or the clock.

    `tells`: whether the person is told; `theirs`: it is the person themselves who takes it."""

    by: str | None = None
    tells: bool = True
    theirs: bool = False


@dataclass(frozen=True, slots=True)
class ReferralSteps:
    notices: ReferralNotices

    def hold(self, referral_id: int) -> Transaction[StoredReferral | None]:
        """First the contact, then the referral, as a turn of the person would."""
        found = yield Sql("SELECT contact_id FROM referral WHERE id = ?", (referral_id,))
        if not found:
            return None
        yield Sql("SELECT id FROM contact WHERE id = ?", (found[0]["contact_id"],), lock=True)
        return (yield from read_one(referral_id, self.notices.sealer))

    def take(
        self, referral: StoredReferral, step: Step, now: datetime, taking: StepTaker
    ) -> Transaction[bool]:
        """False where it may not go this way: it was taken before, or its time is over."""
        if not step.is_allowed_from(referral.state) or _is_late(referral, step, now):
            return False
        changed = self._changes(referral, step, now, taking)
        columns = ", ".join(f"{name} = ?" for name in changed)
        rows = yield Sql(
            f"UPDATE referral SET {columns} WHERE id = ? AND state = ? RETURNING id",
            (*changed.values(), referral.id, referral.state.value),
        )
        if not rows:
            return False
        if taking.by is not None:
            before, after = {"state": referral.state.value}, {"state": step.to.value}
            yield from noted(
                taking.by, Did.CHANGED, On.REFERRAL, referral.id, now, before=before, after=after
            )
        after_it = yield from read_one(referral.id, self.notices.sealer)
        assert after_it is not None, "it was changed in this transaction"
        if taking.tells and not taking.theirs:
            yield from self.notices.person(after_it, now)
        yield from self._tell_receiver(referral, after_it, now)
        return True

    def _changes(
        self, referral: StoredReferral, step: Step, now: datetime, taking: StepTaker
    ) -> dict[str, Any]:
        to = step.to
        changed: dict[str, Any] = {
            "state": to.value,
            "refused": step.why.value if step.why else None,
            "outcome": step.outcome.value if step.outcome else None,
            "link_step": referral.link_step + 1,
            "tell_at": None,
        }
        if to is _S.SENT:
            within = self.notices.within(referral.urgency)
            changed |= {"sent_at": now, "answer_by": now + within, "due_at": now + within / 2}
        if to in _ANSWERED:
            changed["answered_at"] = now
        if to is _S.ACCEPTED:
            waits = self.notices.worlds.programme.referral_times.outcome
            changed |= {"accepted_at": now, "due_at": now + waits, "reminded_at": None}
        if to in _NOTHING_PASSED:
            changed |= {"ended_at": now, "due_at": None}
            changed |= {"passed_sealed": None, "passed_hash": None}
        not_helped = step.outcome not in (None, Outcome.HELPED)
        if taking.by is None and (to in _FOR_STAFF or to is _S.WITHDRAWN or not_helped):
            changed["back_at"] = now
        if taking.by is not None:
            changed["back_at"] = None
        return changed

    def _tell_receiver(
        self, before: StoredReferral, referral: StoredReferral, now: datetime
    ) -> Transaction[None]:
        programme = self.notices.worlds.programme
        if referral.state is _S.SENT:
            lines = asked_by_sms(
                programme.name, self.notices.seen(referral), self.notices.link(referral)
            )
            yield from self.notices.receiver(referral, lines, now)
        if referral.state is _S.WITHDRAWN:
            # A backup that is put back knows nothing of it.
            code = code_hash(referral.told.code, self.notices.sealer)
            yield from note(WITHDRAW, code, now)
            yield from self._take_out(referral, now, asks=before.state is not _S.ASKED)

    def forget(self, contact_id: int, now: datetime) -> Transaction[None]:
        """Before somebody is erased: what waits for a receiver leaves no more, and who was ever
        told something of them is asked to erase it."""
        found = yield Sql("SELECT id FROM referral WHERE contact_id = ?", (contact_id,))
        for row in found:
            referral = yield from read_one(row["id"], self.notices.sealer)
            assert referral is not None, "it was found in this transaction"
            yield from self._take_out(referral, now, asks=referral.accepted_at is not None)

    def _take_out(
        self, referral: StoredReferral, now: datetime, *, asks: bool
    ) -> Transaction[None]:
        """Nothing more of it leaves. `asks`: the receiver to erase what they have; staff do it,
        where we may not write to them."""
        told = tells_of_passed(referral.id), tells_of_referral(referral.id)
        on_its_way = yield from drop_waiting(*told)
        if not asks and not on_its_way:
            return
        line = taken_back_by_sms(self.notices.worlds.programme.name, referral.told.code)
        # What a provider has in its hands arrives first, if it does.
        after = now + LEASE if on_its_way else now
        is_asked = yield from self.notices.receiver(
            referral, (line,), now, asks_to_erase=True, not_before=after
        )
        if not is_asked and referral.accepted_at is not None:
            service, code = referral.told.service, referral.told.code
            yield from ask_staff_to_have_erased(service, code, now, self.notices.sealer)


def steps_of(
    worlds: WorldBuilder, capabilities: Mapping[str, Capabilities], sealer: Sealer, clock: Clock
) -> ReferralSteps:
    """Joined with what tells of them."""
    return ReferralSteps(ReferralNotices(worlds, capabilities, sealer, clock))


def _is_late(referral: StoredReferral, step: Step, now: datetime) -> bool:
    """Nobody answers any more once the time is over; the clock will say so in a moment."""
    if step.to not in (*_ANSWERED, _S.ACKNOWLEDGED):
        return False
    return referral.answer_by is not None and now >= referral.answer_by
