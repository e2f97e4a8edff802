"""What a channel is, what comes in through it, what goes out, and the ways a sending can fail."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, Protocol, runtime_checkable

from aiohttp import web

from flows.engine.event import Event
from services_directory.values.entries import Position

ANY_LOCALE = "*"
"""In settings, a template that serves every language."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What one message on this channel can carry; `page_size`: entries of a list per message.

    `text_limit` is in UTF-16 units; `bills_segments`: SMS, counted and paid by segment.
    `answers_within`: so long after somebody's last message they may be written to freely; later
    only reminders in the locales `reminds_later_in` (ANY_LOCALE: in all), by a template.
    `knows_number`: its addresses are phone numbers; people are told truly what is kept of them.
    """

    shows_buttons: bool
    bills_segments: bool
    text_limit: int
    page_size: int
    answers_within: timedelta | None = None
    reminds_later_in: frozenset[str] = frozenset()
    knows_number: bool = True

    def lets_remind(self, at: datetime, heard_at: datetime, locale: str | None) -> bool:
        """Whether a reminder may go at `at` to a speaker of `locale` who last wrote `heard_at`."""
        if self.answers_within is None or at - heard_at < self.answers_within:
            return True
        return not self.reminds_later_in.isdisjoint({locale, ANY_LOCALE})


BY_BUTTONS = Capabilities(
    shows_buttons=True, bills_segments=False, text_limit=4096, page_size=8, knows_number=False
)
"""A messenger such as Telegram."""

BY_SMS = Capabilities(shows_buttons=False, bills_segments=True, text_limit=1600, page_size=3)
"""An SMS; 1600 characters is where Twilio stops."""


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """A message received. `provider_id` is the provider's own, unique within the channel.

    `address` is an E.164 number or a chat id. `locale_hint` only orders the language menu.
    `answered_by_carrier`: the carrier handles this opt-out word itself, so we stay silent.
    """

    channel: str
    address: str
    provider_id: str
    event: Event
    locale_hint: str | None = None
    answered_by_carrier: bool = False


@dataclass(frozen=True, slots=True)
class Button:
    key: str
    label: str


@dataclass(frozen=True, slots=True)
class RenderedPin:
    position: Position
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """A reply put into words for one channel: exactly what is stored, and later sent.

    `location_label`: the words of a button that shares one's position; None for no such button.
    """

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    location_label: str | None = None
    pin: RenderedPin | None = None


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """One message to send now, to an address in the clear: it lives as short as the call.

    `reference`: what the provider is asked to name when it reports on this message, the same at
    each attempt (bot/outbound/delivery_reports.py); None asks for no report. `kind`: reply or
    reminder; `heard_at`: when its reader last wrote to us, None if that is not known,
    and `locale` theirs.
    """

    address: str = field(repr=False)
    message: Rendered = field(repr=False)
    reference: str | None = None
    kind: str = "reply"
    locale: str | None = None
    heard_at: datetime | None = None


class TryLater(Exception):
    """It may work later: wait at least `after`, then try again.

    `everybody`: the provider means the whole channel, so nobody is written to before.
    """

    def __init__(
        self,
        reason: str,
        after: timedelta = timedelta(seconds=30),
        *,
        everybody: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.after = after
        self.everybody = everybody


class Unreachable(Exception):
    """Nothing will ever arrive at this address (blocked, opted out, no such number)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Rejected(Exception):
    """The provider refused what we sent: our mistake, or our account's; staff should see it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What a provider says became of the message that carries `reference`; in any order, repeated.

    `reason` is for staff: the provider's code, never its words, for they may hold a number.
    `gone_after`: how many messages in a row must end for this reason until nothing more is written
    to the address; None where it tells nothing about the address.
    """

    channel: str
    reference: str
    state: Literal["sent", "delivered", "failed"]
    reason: str | None = None
    gone_after: int | None = None


@dataclass(frozen=True, slots=True)
class Reachability:
    """That somebody blocked us, or takes our messages again, as the provider says without delay."""

    channel: str
    address: str = field(repr=False)
    is_reachable: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """A message of ours as it stands in a provider's own list. `price_micros`: in millionths.

    `report` names no reference, for the list knows none."""

    provider_id: str
    segments: int | None = None
    price_micros: int | None = None
    currency: str | None = None
    report: DeliveryReport | None = None


@dataclass(frozen=True, slots=True)
class ListOfSent:
    """What a provider's list says of messages sent through `channel` after `since`."""

    channel: str
    since: datetime
    messages: tuple[Listed, ...]


Receive = Callable[[InboundMessage], Awaitable[bool]]
"""Store a message once; True when it was new, False for a repetition. Returns after the commit."""

ProviderEvent = DeliveryReport | Reachability | ListOfSent

Report = Callable[[ProviderEvent], Awaitable[None]]
"""Write down what a provider tells of messages or an address. Returns after the commit."""

Clock = Callable[[], datetime]


@runtime_checkable
class CatchesUp(Protocol):
    """A channel whose provider keeps a list of messages: what we were not told stands there."""

    async def catch_up(self, since: datetime, receive: Receive, report: Report) -> None:
        """Take in all that came after `since`, again or not, and what became of what we sent.

        Raises TryLater or Rejected."""


class Channel(Protocol):
    """One way to people. A new channel is one new file, and one line in `channels/__init__.py`."""

    @property
    def name(self) -> str:
        """Stored beside every message, so it never changes: "sms", "telegram"."""

    @property
    def capabilities(self) -> Capabilities: ...

    def routes(self, receive: Receive, report: Report) -> Sequence[web.RouteDef]: ...

    async def start(self, receive: Receive, report: Report) -> None:
        """Open connections, begin polling where there is no webhook."""

    async def stop(self) -> None: ...

    async def send(self, outbound: OutboundMessage) -> str:
        """Send now; the provider's id. Raises TryLater, Unreachable or Rejected."""
