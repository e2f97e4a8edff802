"""What is a message: as it came in, as it was put into words, and as it goes out?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bot.messages.segments import Segments
from flows.engine.event import Event
from services_directory.values.entries import Position


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
    `segments`: what it costs where segments are billed, counted once, when it was put into words.
    """

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    location_label: str | None = None
    pin: RenderedPin | None = None
    segments: Segments | None = field(default=None, compare=False)


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
