"""A service is asked, and answers once: all right, which is a check, or what has changed."""

from __future__ import annotations

import hmac
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from tortoise.queryset import QuerySet

from bot.clock import Clock
from bot.confirmations.proposal import Proposal, seal_proposal
from bot.contacts.world import WorldBuilder
from bot.database.transaction import Executor, Transaction
from bot.models.confirmations import ServiceConfirmation
from bot.operations.audit_log import Did, On, noted
from bot.outbound.number_writer import NumberWriter
from bot.outbound.outbox import Outbox
from bot.privacy.sealing.sealer import Sealer
from flows.engine.text import _
from services_directory.records.records import ServiceRecord
from services_directory.storage.store import mark_checked
from services_directory.values.local_text import LocalText

PATH = "/v/"
BY_ITSELF = "the service itself"
"""Stands in the place of a name of staff, where a service said of itself that all is right."""

ANSWER_WITHIN = timedelta(days=14)
"""So long its link works, and nobody of ours is asked to call there."""

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
        site = self.worlds.public_url
        return f"{site}{PATH}{self.token_of(row)}" if site else ""

    def writes_to(self, number: str) -> bool:
        """Whether a link can be sent there by SMS."""
        return bool(self.worlds.public_url) and self.numbers.is_paid_for(number)

    async def send(self, row: ServiceConfirmation, name: LocalText, number: str) -> bool:
        """By SMS to a public number of the service, never in the quiet hours; False where its
        owner said STOP, or no SMS is paid for to it."""
        if not self.writes_to(number):
            return False
        now, link = self.clock(), self.link(row)
        asks = _(
            "{sender}: this is what we tell people of {service}. Is it right? Please look, and"
            " answer there once: {link}",
            sender=self.worlds.programme.name,
            service=name,
            link=link,
        )

        def transaction() -> Transaction[bool]:
            if (yield from self.numbers.has_stopped(self.numbers.hashes_of(number))):
                return False
            leaves_at = self.worlds.polite(now)
            yield from self.numbers.write(number, (asks,), now, leaves_at=leaves_at)
            return True

        queued = await self.executor.run(transaction)
        self.outbox.wake()
        return queued

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
        return row if hmac.compare_digest(found["signed"], self._signature(row)) else None

    def token_of(self, row: ServiceConfirmation) -> str:
        """What stands in its link."""
        return f"{row.id}-{self._signature(row)}"

    def waits(self, row: ServiceConfirmation) -> bool:
        """Whether its link still takes an answer."""
        return row.answer is None and self.clock() < row.asked_at + ANSWER_WITHIN

    async def all_right(self, row: ServiceConfirmation, service: ServiceRecord) -> None:
        """It is checked, by itself: what hides it from people hides it still."""
        if not self.waits(row):
            return
        now, programme = self.clock(), self.worlds.programme
        today = now.astimezone(ZoneInfo(programme.timezone)).date()
        again = programme.freshness.next_check(today)
        saved = await mark_checked(service.key, by=BY_ITSELF, on=today, now=now, again_on=again)
        if await self._answered(row, Answer.RIGHT, now):
            await self.executor.run(
                lambda: noted(
                    BY_ITSELF,
                    Did.CHECKED,
                    On.SERVICE,
                    service.key,
                    now,
                    before=saved.before,
                    after=saved.after,
                )
            )
        await self.worlds.refresh()

    async def changed(self, row: ServiceConfirmation, proposal: Proposal) -> None:
        """Kept for staff; nothing that people are told changes by it."""
        if self.waits(row):
            sealed = seal_proposal(row.id, proposal, self.sealer)
            await self._answered(row, Answer.CHANGED, self.clock(), proposed_sealed=sealed)

    async def _answered(
        self, row: ServiceConfirmation, answer: Answer, now: datetime, **also: bytes
    ) -> bool:
        open_one = ServiceConfirmation.filter(id=row.id, answer__isnull=True)
        return bool(await open_one.update(answer=answer.value, answered_at=now, **also))

    def _signature(self, row: ServiceConfirmation) -> str:
        signed = self.sealer.digest(f"confirmation.{row.id}.{row.asked_at.timestamp()}")
        return urlsafe_b64encode(signed[:16]).decode().rstrip("=")
