"""What is a channel, and what is it given to hand over what comes in?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Protocol, runtime_checkable

from aiohttp import web

from bot.messages.capabilities import Capabilities
from bot.messages.message import InboundMessage, OutboundMessage
from bot.messages.reports import ProviderEvent

Receive = Callable[[InboundMessage], Awaitable[bool]]
"""Store a message once; True when it was new, False for a repetition. Returns after the commit."""

Report = Callable[[ProviderEvent], Awaitable[None]]
"""Write down what a provider tells of messages or an address. Returns after the commit."""


@runtime_checkable
class CatchesUp(Protocol):
    """A channel whose provider keeps a list of messages: what we were not told stands there."""

    async def catch_up(self, since: datetime, receive: Receive, report: Report) -> None:
        """Take in all that came after `since`, again or not, and what became of what we sent.

        Raises TryLater or Rejected."""


class Channel(Protocol):
    """One way to people. Its provider says what else there is to know (`provider.py`)."""

    @property
    def name(self) -> str:
        """Stored beside every message, so it never changes: "sms", "telegram"."""

    @property
    def capabilities(self) -> Capabilities:
        """What one message can carry here, and when it may be sent."""

    def routes(self, receive: Receive, report: Report) -> Sequence[web.RouteDef]:
        """The webhooks of this channel, each made by `provider_post` or `provider_get`
        (bot/channels/payload.py): the site starts with no other. None where it polls."""

    async def start(self, receive: Receive, report: Report) -> None:
        """Open connections, begin polling where there is no webhook."""

    async def stop(self) -> None:
        """Close connections, and take nothing in any more; what was begun ends."""

    async def send(self, outbound: OutboundMessage) -> str:
        """Send now; the provider's id. Raises TryLater, Unreachable or Rejected."""
