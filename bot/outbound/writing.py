"""How does a sentence of ours become a message to one contact, ready to be queued?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bot.channels.routes import Route, naming
from bot.messages.capabilities import Capabilities
from bot.messages.rendering import render
from bot.outbound.outbox import REPLY, REPLY_LIVES, OutboundDraft
from bot.translation.translator import Translator
from flows.engine.reply import Reply


class Recipient(NamedTuple):
    """A contact on a channel that is switched on; `locale`: in which they are written to.

    `contact_id` None: somebody who is no contact of ours; then the route to them is told."""

    contact_id: int | None
    channel: str
    address_sealed: bytes
    locale: str


@dataclass(frozen=True, slots=True)
class MessageWriter:
    """`route_to`: how this channel's sealed address is written to (bot/channels/routes.py)."""

    capabilities: Mapping[str, Capabilities]
    translator: Translator
    route_to: Callable[[str, int, bytes], Route]

    def write(
        self,
        to: Recipient,
        reply: Reply,
        now: datetime,
        *,
        leaves_at: datetime | None = None,
        expires_at: datetime | None = None,
        kind: str = REPLY,
        urgent: bool = False,
        route: Route | None = None,
    ) -> OutboundDraft:
        """`leaves_at`: not before; None: at once. `expires_at`: not later; None: as an answer.
        `route`: to who is no contact."""
        if route is None:
            assert to.contact_id is not None, "a route is told with who is no contact"
            route = self.route_to(to.channel, to.contact_id, to.address_sealed)
        message = render(
            naming(reply, route.answer_to),
            to.locale,
            self.capabilities[to.channel],
            self.translator.phrase,
            self.translator.language(to.locale),
        )
        leaves_at = leaves_at or now
        return OutboundDraft(
            channel=to.channel,
            route=route.name,
            contact_id=to.contact_id,
            message=message,
            segments=message.segments,
            kind=kind,
            created_at=now,
            next_attempt_at=leaves_at,
            expires_at=expires_at or leaves_at + REPLY_LIVES,
            urgent=urgent,
        )
