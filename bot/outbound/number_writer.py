"""An SMS to a number that is no contact of ours: what a service is asked on its own phone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.contacts.aliases import hashed
from bot.contacts.world import WorldBuilder
from bot.database.transaction import Sql, Transaction
from bot.messages.capabilities import Capabilities
from bot.outbound.outbox import OutboundDraft, queue_to_number
from bot.outbound.writing import MessageWriter, Recipient
from bot.privacy.sealing.sealer import Sealer
from bot.privacy.traces.waiting import drop_waiting
from flows.engine.reply import Reply
from flows.engine.text import Line


@dataclass(frozen=True, slots=True)
class NumberWriter:
    """Whether such a number may be written to, and the message queued for it."""

    worlds: WorldBuilder
    capabilities: Mapping[str, Capabilities]
    sealer: Sealer

    @property
    def channel(self) -> str | None:
        """The one that writes to numbers."""
        by_sms = (name for name, each in self.capabilities.items() if each.bills_segments)
        return next(by_sms, None)

    @property
    def locale(self) -> str:
        """In which somebody is written to of whom no language is known."""
        return self.worlds.programme.languages[0]

    def is_paid_for(self, number: str) -> bool:
        """Whether an SMS goes there at all."""
        programme = self.worlds.programme
        paid = programme.limits.answers_by_sms(number, programme.country)
        return bool(number) and self.channel is not None and paid

    def hashes_of(self, number: str) -> list[bytes]:
        """What the number may be known by."""
        return self.sealer.address_hashes(self.channel or "", number)

    def has_stopped(self, hashes: Sequence[bytes]) -> Transaction[bool]:
        """Whether whoever has the number said STOP."""
        stopped = yield Sql(
            f"SELECT 1 FROM suppression WHERE {hashed(hashes)} UNION SELECT 1 FROM contact"
            f" WHERE stopped_at IS NOT NULL AND {hashed(hashes)}",
            (*hashes, *hashes),
        )
        return bool(stopped)

    def write(
        self,
        number: str,
        lines: tuple[Line, ...],
        now: datetime,
        *,
        leaves_at: datetime,
        overtakes: str | None = None,
        tells_of: str | None = None,
    ) -> Transaction[int]:
        """Queue it; the number of its row. `tells_of`: of what (bot/privacy/traces/waiting.py);
        `overtakes`: what still waits of that leaves no more."""
        draft = self._draft(number, lines, now, leaves_at)
        if overtakes:
            yield from drop_waiting(overtakes)
        draft = replace(draft, tells_of=tells_of)
        return (yield from queue_to_number(draft, number, self.sealer))

    def cheapest(self, number: str, lines: Sequence[Line], now: datetime) -> Line:
        """The first of these that costs as little as any."""

        def price(line: Line) -> int:
            size = self._draft(number, (line,), now, now).segments
            return size.segments if size else 0

        return min(lines, key=price)

    def _draft(
        self, number: str, lines: tuple[Line, ...], now: datetime, leaves_at: datetime
    ) -> OutboundDraft:
        channel = self.channel or ""
        route = self.worlds.routes.route_to(channel, lambda: number)
        to = Recipient(None, channel, b"", self.locale)
        writer = MessageWriter(self.capabilities, self.worlds.translator, self.worlds.route_to)
        return writer.write(to, Reply(lines), now, leaves_at=leaves_at, route=route)
