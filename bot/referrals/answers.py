"""What of a referral is part of a turn: what the person decides, and what a receiver writes.

A receiver answers by SMS with a number, and the code where several wait. It counts only from the
number that was asked, and where nothing else that a number could mean stands on their screen.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.contacts.store import StoredContact
from bot.database.transaction import Sql, Transaction
from bot.privacy.sealing.sealed_columns import ADDRESS
from bot.privacy.sealing.sealer import SealFault
from bot.privacy.traces.waiting import tells_of_passed
from bot.referrals.referrals import BY_MESSAGE, agree
from bot.referrals.steps import ReferralSteps, StepTaker
from bot.referrals.stored import StoredReferral, by_code, of_contact, open_at
from flows.engine.codes import read_receipt
from flows.engine.event import Event, Heard
from flows.engine.referrals import KeptReferral, ReferralState, Step
from flows.engine.text import Line, _
from flows.engine.understanding import understand
from flows.engine.understanding.intents import PROTECTED
from flows.referrals.receiver_words import (
    NOT_NOW,
    STEPS,
    THANKS_FOR_NO,
    THANKS_FOR_OUTCOME,
    Passed,
    how_to_answer,
    how_to_end,
    nothing_waits,
    passed_by_sms,
    which_one,
)

AGREEMENT = frozenset({"yes", "no"})
_NUMBER = re.compile(r"(?<!\w)([1-6])(?!\w)")
_NOTHING_ELSE = re.compile(r"[\W_]*")


class SaidToReceiver(NamedTuple):
    """`tells_of`: whom the lines name, if anybody (bot/privacy/traces/waiting.py). `missed`: it
    was no answer that counts. `for_staff`: their words, which only a person can take for one;
    `locale`: the language of those."""

    lines: tuple[Line, ...]
    tells_of: str | None = None
    missed: bool = False
    for_staff: str = ""
    locale: str | None = None


@dataclass(frozen=True, slots=True)
class ReferralAnswers:
    steps: ReferralSteps

    def kept(self, contact_id: int) -> Transaction[tuple[KeptReferral, ...]]:
        """What a conversation may know of somebody's referrals."""
        found = yield from of_contact(contact_id, self.steps.notices.sealer)
        zone = ZoneInfo(self.steps.notices.worlds.programme.timezone)
        return tuple(_kept(each, zone) for each in found)

    def consent(
        self, code: str, contact_id: int, locale: str, now: datetime, *, agrees: bool
    ) -> Transaction[None]:
        """The person said yes or no; a second answer changes nothing."""
        referral = yield from by_code(code, contact_id, self.steps.notices.sealer)
        if referral is None or referral.state is not ReferralState.ASKED:
            return
        if agrees:
            yield from agree(referral, BY_MESSAGE, locale, now)
        to = ReferralState.SENT if agrees else ReferralState.DECLINED
        yield from self.steps.take(referral, Step(to), now, StepTaker(theirs=True))

    def withdraw(self, code: str, contact_id: int, now: datetime) -> Transaction[None]:
        """The person took it back."""
        referral = yield from by_code(code, contact_id, self.steps.notices.sealer)
        if referral is not None:
            withdrawn = Step(ReferralState.WITHDRAWN)
            yield from self.steps.take(referral, withdrawn, now, StepTaker(theirs=True))

    def heard_from_receiver(
        self, contact: StoredContact, event: Event, now: datetime, *, may_mean_else: bool
    ) -> Transaction[SaidToReceiver | None]:
        """Part of a turn, before anybody else hears it: what to say; None where it is no answer
        of a receiver. `may_mean_else`: choices stand on their screen, so a bare number is theirs.
        """
        if not isinstance(event, Heard):
            return None
        answer = read_answer(event.text)
        code = read_receipt(event.text) if answer is None else answer.code
        if code is None and may_mean_else:
            return None
        waiting = yield from self._open_at(contact)
        if not waiting:
            return None
        if answer is None:
            return (yield from self._in_words(contact, event.text, code, waiting))
        meant = [each for each in waiting if answer.code in (None, each.told.code)]
        if not meant:
            return SaidToReceiver((nothing_waits(answer.code or ""),), missed=True)
        if answer.code is None:
            meant = [each for each in meant if answer.step.is_allowed_from(each.state)]
        if len(meant) > 1:
            told = which_one(", ".join(each.told.code for each in meant))
            return SaidToReceiver(told, missed=True)
        return (yield from self._answered(meant, answer.step, now))

    def _in_words(
        self,
        contact: StoredContact,
        words: str,
        code: str | None,
        waiting: Sequence[StoredReferral],
    ) -> Transaction[SaidToReceiver | None]:
        """With the code of one that waits, or a bare yes or no: which numbers we read. Nobody is
        passed on by a guess; danger, STOP and ERASE are heard as from everybody."""
        meant = [each for each in waiting if code in (None, each.told.code)]
        said = _without(words, code) if code else words
        meaning = understand(said, self.steps.notices.worlds.snapshot.lexicon, contact.locale)
        agrees = meaning.exact and meaning.intent in AGREEMENT
        binds = meaning.exact and meaning.intent in PROTECTED - AGREEMENT
        if not meant or binds or meaning.danger.level == "sure":
            return None
        if code is None:
            talks = yield Sql(
                "SELECT 1 FROM staff_conversation WHERE contact_id = ? AND closed_at IS NULL",
                (contact.id,),
            )
            if not agrees or talks:
                return None
        asked = tuple(
            how_to_end(each.told.code)
            if each.state is ReferralState.ACCEPTED
            else how_to_answer(each.told.code)
            for each in meant
        )
        lines = (_("We read numbers alone here. Please write:"), *asked)
        return SaidToReceiver(
            lines, missed=True, for_staff=words, locale=contact.locale or meaning.language
        )

    def _answered(
        self, meant: Sequence[StoredReferral], step: Step, now: datetime
    ) -> Transaction[SaidToReceiver]:
        if not meant or not (yield from self.steps.take(meant[0], step, now, StepTaker())):
            return SaidToReceiver((NOT_NOW,), missed=True)
        if step.to is ReferralState.ACCEPTED:
            lines = passed_by_sms(meant[0].told.code, meant[0].passed or Passed())
            return SaidToReceiver(lines, tells_of_passed(meant[0].id))
        return SaidToReceiver((THANKS_FOR_NO[step.why] if step.why else THANKS_FOR_OUTCOME,))

    def _open_at(self, contact: StoredContact) -> Transaction[list[StoredReferral]]:
        sealer = self.steps.notices.sealer
        if contact.channel != self.steps.notices.channel:
            return []
        if not contact.is_receiver and not sealer.is_changing:
            return []
        try:
            address = sealer.open(contact.address_sealed, ADDRESS.of(contact.id))
        except SealFault:
            return []
        hashes = sealer.address_hashes(contact.channel, address)
        return (yield from open_at(hashes, sealer))


class ReceiverAnswer(NamedTuple):
    step: Step
    code: str | None


def read_answer(words: str) -> ReceiverAnswer | None:
    """ "1", "K7M-X4T 1", "1 k7m x4t", with digits of any script; None where more is said."""
    code = read_receipt(words)
    rest = _without(words, code) if code else words
    number = _NUMBER.search(_western(rest))
    if number is None or _NOTHING_ELSE.fullmatch(_NUMBER.sub("", _western(rest), count=1)) is None:
        return None
    return ReceiverAnswer(STEPS[int(number[1])], code)


def _without(words: str, code: str) -> str:
    letters = r"[\s-]?".join(re.escape(part) for part in code.split("-"))
    return re.sub(letters, " ", words, count=1, flags=re.IGNORECASE)


def _western(words: str) -> str:
    return "".join(str(int(each)) if each.isdecimal() else each for each in words)


def _kept(referral: StoredReferral, zone: ZoneInfo) -> KeptReferral:
    until, told = referral.answer_by, referral.told
    return KeptReferral(
        code=told.code,
        service=told.service,
        receiver=told.name,
        state=referral.state,
        passed=told.fields,
        made_on=referral.created_at.astimezone(zone).date(),
        answer_by=until.astimezone(zone).date() if until else None,
        why=referral.refused,
        outcome=referral.outcome,
    )
