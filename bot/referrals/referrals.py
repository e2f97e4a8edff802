"""What staff and receivers do with referrals, and what the clock does when nobody does anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.contacts.aliases import hashed
from bot.contacts.receipts import new_receipt
from bot.database.transaction import Executor, Sql, Transaction
from bot.operations.audit_log import Did, On, noted
from bot.outbound.outbox import Outbox
from bot.privacy.registration import hashes_of, number_hash
from bot.privacy.sealing.sealer import Sealer
from bot.referrals.deadlines import meet_deadlines
from bot.referrals.figures import ReceiverFigures, figures_of
from bot.referrals.receiver_link import read_token, step_of
from bot.referrals.sealed import (
    ReferralSubject,
    code_hash,
    code_hashes,
    new_link_key,
    seal_passed,
    seal_told,
    service_hash,
)
from bot.referrals.steps import ReferralSteps, StepTaker
from bot.referrals.stored import StoredReferral, read_one
from flows.engine.referrals import WAITING, PassedField, ReferralState, Step, Urgency
from flows.referrals.person_words import CONSENT_VERSION
from flows.referrals.receiver_words import Passed
from services_directory.values.local_text import LocalText

READ_ALOUD, BY_MESSAGE = "read", "message"
"""How somebody agreed; stored."""

PURPOSE = "referral"
"""Of the consent, beside those of flows/engine/effect.py."""


@dataclass(frozen=True, slots=True)
class NewReferral:
    """`row_id` is drawn (bot/privacy/row_ids.py). `read_in`: the language in which the consent was
    read to them and agreed to; None: they are asked by a message first. `number`: of the receiver,
    "" where staff hand the link over."""

    row_id: int
    contact_id: int
    service: str
    receiver: LocalText
    need: str
    town: str
    language: str
    urgency: Urgency
    number: str
    passed: Passed
    fields: tuple[PassedField, ...]
    read_in: str | None
    by: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A referral to a receiver who opened a link. `is_current`: something can be answered by it.
    `taken`: it was answered just now, so the link of the next step is theirs."""

    referral: StoredReferral
    is_current: bool
    taken: bool = False


@dataclass(frozen=True, slots=True)
class Referrals:
    """Built once in `bot/bootstrap.py`."""

    executor: Executor
    outbox: Outbox
    steps: ReferralSteps

    @property
    def sealer(self) -> Sealer:
        """What opens and seals them."""
        return self.steps.notices.sealer

    def clock(self) -> datetime:
        """The moment it is."""
        return self.steps.notices.clock()

    async def add(self, new: NewReferral) -> int | None:
        """Its row's number; None where the person is gone."""
        added = await self.executor.run(lambda: self._add(new))
        self.outbox.wake()
        return added

    async def take(self, referral_id: int, step: Step, taking: StepTaker) -> bool:
        """Staff note what they were told, or take it back."""
        taken = await self.executor.run(lambda: self._take(referral_id, step, taking))
        self.outbox.wake()
        return taken

    async def mark_seen(self, referral_id: int, by: str) -> None:
        """Staff have looked at what came back to them."""
        now = self.clock()

        def transaction() -> Transaction[None]:
            rows = yield Sql(
                "UPDATE referral SET back_at = NULL, seen_by = ? WHERE id = ?"
                " AND back_at IS NOT NULL RETURNING id",
                (by, referral_id),
            )
            if rows:
                yield from noted(by, Did.DONE, On.REFERRAL, referral_id, now)

        await self.executor.run(transaction)

    async def figures(self, services: Sequence[str]) -> dict[str, ReceiverFigures]:
        """How each of these services answered until now."""
        directory = self.steps.notices.worlds.snapshot.directory
        known = {each: directory.known_as(each) for each in services}
        return await self.executor.run(lambda: figures_of(known, self.sealer))

    async def by_link(self, token: str) -> Shown | None:
        """None where it is no link of ours, or the referral is gone."""
        return await self.executor.run(lambda: self._by_link(token))

    async def take_by_link(self, token: str, step: Step) -> Shown | None:
        """The receiver answers: once by each link. How it stands then."""
        shown = await self.executor.run(lambda: self._take_by_link(token, step))
        self.outbox.wake()
        return shown

    async def send_due(self) -> None:
        """Remind a silent receiver once, then give up; and tell people what waited for the day."""
        if await meet_deadlines(self.executor, self.steps, self.clock()):
            self.outbox.wake()

    def _add(self, new: NewReferral) -> Transaction[int | None]:
        now, sealer = self.clock(), self.sealer
        known = yield Sql("SELECT id FROM contact WHERE id = ?", (new.contact_id,), lock=True)
        if not known:
            return None
        code = yield from self._free_code()
        row_id = new.row_id
        told = ReferralSubject(
            code=code,
            service=new.service,
            receiver=dict(new.receiver.words),
            number=new.number,
            need=new.need,
            town=new.town,
            language=new.language,
            fields=new.fields,
            link_key=new_link_key(),
        )
        channel = self.steps.notices.channel
        by_sms = bool(new.number and channel)
        within = self.steps.notices.within(new.urgency)
        yield Sql(
            "INSERT INTO referral (id, contact_id, state, urgency, code_hash, service_hash,"
            " receiver_hash, receiver_number_hash, told_sealed, passed_sealed, passed_hash,"
            " created_at, created_by, due_at, link_step)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                row_id,
                new.contact_id,
                ReferralState.ASKED.value,
                new.urgency.value,
                code_hash(code, sealer),
                service_hash(new.service, sealer),
                sealer.address_hash(channel or "", new.number) if by_sms else None,
                number_hash(new.number, sealer) if new.number else None,
                seal_told(row_id, told, sealer),
                seal_passed(row_id, new.passed, sealer),
                number_hash(new.passed.phone, sealer),
                now,
                new.by,
                now + within,
                0,
            ),
        )
        yield from noted(new.by, Did.ADDED, On.REFERRAL, row_id, now)
        referral = yield from read_one(row_id, sealer)
        assert referral is not None, "it was added in this transaction"
        if new.read_in is None:
            yield from self.steps.notices.person(referral, now)
        else:
            yield from agree(referral, READ_ALOUD, new.read_in, now)
            yield from self.steps.take(referral, Step(ReferralState.SENT), now, StepTaker())
        return row_id

    def _free_code(self) -> Transaction[str]:
        """That nobody has, neither for a registration: both are asked about in the same way."""
        while True:
            code = new_receipt()
            for table, column, hashes in (
                ("referral", "code_hash", code_hashes(code, self.sealer)),
                ("interest", "receipt_hash", hashes_of("receipt", code, self.sealer)),
            ):
                taken = yield Sql(f"SELECT 1 FROM {table} WHERE {hashed(hashes, column)}", hashes)
                if taken:
                    break
            else:
                return code

    def _take(self, referral_id: int, step: Step, taking: StepTaker) -> Transaction[bool]:
        referral = yield from self.steps.hold(referral_id)
        if referral is None:
            return False
        return (yield from self.steps.take(referral, step, self.clock(), taking))

    def _by_link(self, token: str) -> Transaction[Shown | None]:
        claim = read_token(token)
        referral = (yield from self.steps.hold(claim.referral_id)) if claim else None
        step = step_of(claim, referral) if claim and referral else None
        if referral is None or step is None:
            return None
        late = referral.state in WAITING and self.clock() >= (referral.answer_by or self.clock())
        is_open = referral.state in WAITING or referral.state is ReferralState.ACCEPTED
        return Shown(referral, is_open and not late and step == referral.link_step)

    def _take_by_link(self, token: str, step: Step) -> Transaction[Shown | None]:
        shown = yield from self._by_link(token)
        if shown is None or not shown.is_current:
            return shown
        taken = yield from self.steps.take(shown.referral, step, self.clock(), StepTaker())
        after = yield from read_one(shown.referral.id, self.sealer)
        if after is None:
            return None
        return Shown(after, is_current=False, taken=taken)


def agree(referral: StoredReferral, how: str, locale: str, now: datetime) -> Transaction[None]:
    """The person agreed to the words of this version; from now on they are no guest."""
    yield Sql(
        "UPDATE referral SET consent_version = ?, consent_locale = ?, consent_how = ?,"
        " consented_at = ? WHERE id = ?",
        (CONSENT_VERSION, locale, how, now, referral.id),
    )
    yield Sql(
        "INSERT INTO consent (contact_id, purpose, text_version, locale, given_at)"
        " VALUES (?, ?, ?, ?, ?)",
        (referral.contact_id, PURPOSE, CONSENT_VERSION, locale, now),
    )
    yield Sql(
        "UPDATE contact SET consented_at = COALESCE(consented_at, ?) WHERE id = ?",
        (now, referral.contact_id),
    )
