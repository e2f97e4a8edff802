"""What tests put in the place of time and chance, and of a provider: a channel that remembers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from aiohttp import web

from bot.channels.base import Receive, Report
from bot.messages.capabilities import BY_BUTTONS, Capabilities
from bot.messages.message import OutboundMessage

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
"""A Tuesday, twelve o'clock in Tunis."""


@dataclass(slots=True)
class FixedClock:
    """Stands still until it is moved. Call it for the time."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def forward(self, by: timedelta) -> None:
        self.now += by


@dataclass(slots=True)
class RememberingChannel:
    """Sends nothing and remembers everything: pairs of address and text in `sent`.

    `refusals` are raised first, one a sending, before anything is accepted. `takes_s` is how long a
    sending takes; `most_at_once` how many ran at the same time. `began` and `arrived` are set by
    the first sending that begins, and the first that is accepted.
    """

    name: str = "telegram"
    capabilities: Capabilities = BY_BUTTONS
    sent: list[tuple[str, str]] = field(default_factory=list)
    refusals: list[BaseException] = field(default_factory=list)
    takes_s: float = 0.0
    most_at_once: int = 0
    began: asyncio.Event = field(default_factory=asyncio.Event)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _now_at: list[str] = field(default_factory=list)

    def routes(self, receive: Receive, report: Report) -> Sequence[web.RouteDef]:
        return ()

    async def start(self, receive: Receive, report: Report) -> None:
        return None

    async def stop(self) -> None:
        return None

    async def send(self, outbound: OutboundMessage) -> str:
        if outbound.address in self._now_at:
            raise AssertionError("two messages on their way to one address")
        self._now_at.append(outbound.address)
        self.began.set()
        self.most_at_once = max(self.most_at_once, len(self._now_at))
        try:
            await asyncio.sleep(self.takes_s)
        finally:
            self._now_at.remove(outbound.address)
        if self.refusals:
            raise self.refusals.pop(0)
        self.sent.append((outbound.address, outbound.message.text))
        self.arrived.set()
        return f"{self.name}-{len(self.sent)}"

    def texts_to(self, address: str) -> list[str]:
        return [text for to, text in self.sent if to == address]
