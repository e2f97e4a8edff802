"""A service is asked, and answers once: all right, which is a check, or what has changed."""

from __future__ import annotations

import hmac
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from bot.clock import Clock
from bot.confirmations.proposal import Proposal, seal_proposal
from bot.contacts.aliases import hashed
from bot.contacts.world import WorldBuilder
from bot.database.transaction import Executor, Sql, Transaction
from bot.models.confirmations import ServiceConfirmation
from bot.operations.audit_log import Did, On, noted
from bot.outbound.number_writer import NumberWriter
from bot.outbound.outbox import Outbox
from bot.privacy.sealing.sealer import Sealer
from flows.engine.text import Line, _
from services_directory.records.records import ServiceRecord
from services_directory.storage.store import get_service, mark_checked
from services_directory.values.entries import Status
from services_directory.values.local_text import LocalText

PATH = "/v/"
BY_ITSELF = "the service itself"
"""Stands in the place of a name of staff, where a service said of itself that all is right."""

ANSWER_WITHIN = timedelta(days=14)
"""So long its link works, and nobody of ours is asked to call there."""

_AT_ONCE = 50

ASKED_AGAIN_AFTER = timedelta(days=30)

_TOKEN = re.compile(r"(?P<id>[0-9]{1,12})-(?P<signed>[\w-]{22})")


class Answer(StrEnum):
    """What came; stored, so these never change."""

    RIGHT = "right"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Confirmations:
    """Asks, and takes the answers; keeps nothing of its own."""

    executor: Executor
    numbers: NumberWriter
    outbox: Outbox
    clock: Clock

    async def ask(self, service: str, by: str) -> ServiceConfirmation | None:
        """A new question; None where it was asked a short while ago. Inside a transaction."""
        if not await self.may_ask(service):
            return None
        return await ServiceConfirmation.create(service=service, asked_at=self.clock(), asked_by=by)

    @property
    def worlds(self) -> WorldBuilder:
        """What people are told."""
        return self.numbers.worlds

    @property
    def sealer(self) -> Sealer:
        """What signs the links, and seals what is proposed."""
        return self.numbers.sealer

    def link(self, row: ServiceConfirmation) -> str:
        """ "" where nobody outside could open it."""
        return self.link_of(row.id, row.asked_at)

    def link_of(self, row_id: int, asked_at: datetime) -> str:
        """The same by what it is made of."""
        site = self.worlds.public_url
        return f"{site}{PATH}{row_id}-{self._signature(row_id, asked_at)}" if site else ""

    def writes_to(self, number: str) -> bool:
        """Whether a link can be sent there by SMS."""
        return bool(self.worlds.public_url) and self.numbers.is_paid_for(number)

    async def send(self, row: ServiceConfirmation, name: LocalText, number: str) -> bool:
        """By SMS to a public number of the service, never in the quiet hours; False where its
        owner said STOP, or no SMS is paid for to it."""
        if not self.writes_to(number):
            return False
        now = self.clock()
        asks = self.numbers.cheapest(number, self.questions(row, name), now)
        hashes = self.numbers.hashes_of(number)

        def transaction() -> Transaction[bool]:
            if (yield from self.numbers.has_stopped(hashes)):
                return False
            leaves_at = self.worlds.polite(now)
            outbound_id = yield from self.numbers.write(number, (asks,), now, leaves_at=leaves_at)
            # What is answered is what was asked last.
            yield Sql(
                f"UPDATE service_confirmation SET number_hash = NULL"
                f" WHERE {hashed(hashes, 'number_hash')}",
                hashes,
            )
            own = self.sealer.address_hash(self.numbers.channel or "", number)
            yield Sql(
                "UPDATE service_confirmation SET number_hash = ?, outbound_id = ? WHERE id = ?",
                (own, outbound_id, row.id),
            )
            return True

        queued = await self.executor.run(transaction)
        self.outbox.wake()
        return queued

    def questions(self, row: ServiceConfirmation, name: LocalText) -> tuple[Line, ...]:
        """By its name; without it, where that would cost another part."""
        sender, link = self.worlds.programme.name, self.link(row)
        return (
            _(
                "{sender}: is what we tell of {service} right? 1 all right, 2 changed."
                " Look: {link}",
                sender=sender,
                service=name,
                link=link,
            ),
            _(
                "{sender}: is what we tell of your service right? 1 all right, 2 changed."
                " Look: {link}",
                sender=sender,
                link=link,
            ),
        )

    async def may_ask(self, service: str) -> bool:
        """Nobody at a service is asked again and again."""
        since = self.clock() - ASKED_AGAIN_AFTER
        return not await self.asked_of(service).filter(asked_at__gt=since).exists()

    def asked_of(self, service: str) -> QuerySet[ServiceConfirmation]:
        """What it was asked, and those that turned out to be the same one."""
        known_as = self.worlds.snapshot.directory.known_as(service)
        return ServiceConfirmation.filter(service__in=known_as)

    async def by_token(self, token: str) -> ServiceConfirmation | None:
        """The question that a link is of; None where we did not make the link."""
        found = _TOKEN.fullmatch(token)
        row = await ServiceConfirmation.get_or_none(id=int(found["id"])) if found else None
        if found is None or row is None:
            return None
        signature = self._signature(row.id, row.asked_at)
        return row if hmac.compare_digest(found["signed"], signature) else None

    def token_of(self, row: ServiceConfirmation) -> str:
        """What stands in its link."""
        return f"{row.id}-{self._signature(row.id, row.asked_at)}"

    def waits(self, row: ServiceConfirmation) -> bool:
        """Whether its link still takes an answer."""
        in_time = self.clock() < row.asked_at + ANSWER_WITHIN
        # By SMS it may have said that something changed, and not what.
        says_what = row.answer == Answer.CHANGED and row.proposed_sealed is None
        return in_time and (row.answer is None or (says_what and row.settled_at is None))

    async def all_right(self, row: ServiceConfirmation, service: ServiceRecord) -> None:
        """It is checked, by itself: what hides it from people hides it still."""
        if not self.waits(row):
            return
        now = self.clock()
        if await self._answered(row, Answer.RIGHT, now):
            await self._check(service.key, now)
        await self.worlds.refresh()

    async def note_checks(self) -> int:
        """Note the day of what was answered by SMS just now, and forget numbers whose time to
        answer is over; how many were noted."""
        now = self.clock()
        await ServiceConfirmation.filter(
            number_hash__isnull=False, asked_at__lte=now - ANSWER_WITHIN
        ).update(number_hash=None)
        rows = await ServiceConfirmation.filter(to_check=True).order_by("id").limit(_AT_ONCE)
        for row in rows:
            service = await get_service(self.worlds.snapshot.directory.stays(row.service))
            if service is not None and service.status != Status.ARCHIVED:
                await self._check(service.key, row.answered_at or now)
            await ServiceConfirmation.filter(id=row.id).update(to_check=False)
        if rows:
            await self.worlds.refresh()
        return len(rows)

    async def _check(self, key: str, answered_at: datetime) -> None:
        """It is checked on that day, by itself."""
        now, programme = self.clock(), self.worlds.programme
        day = answered_at.astimezone(ZoneInfo(programme.timezone)).date()
        again = programme.freshness.next_check(day)
        saved = await mark_checked(key, by=BY_ITSELF, on=day, now=now, again_on=again)
        told = {"before": saved.before, "after": saved.after}
        await self.executor.run(lambda: noted(BY_ITSELF, Did.CHECKED, On.SERVICE, key, now, **told))

    async def changed(self, row: ServiceConfirmation, proposal: Proposal) -> None:
        """Kept for staff; nothing that people are told changes by it."""
        if self.waits(row):
            sealed = seal_proposal(row.id, proposal, self.sealer)
            await self._answered(row, Answer.CHANGED, self.clock(), proposed_sealed=sealed)

    async def _answered(
        self, row: ServiceConfirmation, answer: Answer, now: datetime, **also: bytes
    ) -> bool:
        is_open = Q(answer__isnull=True) | Q(
            answer=Answer.CHANGED.value, proposed_sealed__isnull=True
        )
        open_one = ServiceConfirmation.filter(is_open, id=row.id, settled_at__isnull=True)
        # Whatever stands open by SMS is answered, too.
        changes = {"answer": answer.value, "answered_at": now, "number_hash": None, **also}
        return bool(await open_one.update(**changes))

    def _signature(self, row_id: int, asked_at: datetime) -> str:
        signed = self.sealer.digest(f"confirmation.{row_id}.{asked_at.timestamp()}")
        return urlsafe_b64encode(signed[:16]).decode().rstrip("=")
