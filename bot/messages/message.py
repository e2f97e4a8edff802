"""What is a message: as it came in, as it was put into words, and as it goes out?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.messages.segments import Segments
from flows.engine.event import Event
from services_directory.values.entries import Position


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """A message received. `provider_id` is the provider's own, unique within the channel.

    `address` is an E.164 number or a chat id. `locale_hint` only orders the language menu.
    `alias`: another address of the same person, as the provider says.
    `answered_by_carrier`: the carrier handles this opt-out word itself, so we stay silent.
    """

    channel: str
    address: str
    provider_id: str
    event: Event
    locale_hint: str | None = None
    answered_by_carrier: bool = False
    alias: str | None = None


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
class Menu:
    """Words without the numbered choices, and these to press; `opens`: on what opens a list."""

    text: str
    opens: str
    choices: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Attachment:
    """What a message waits with in the place of a file, which is made when it is sent: the classes
    of this cohort, in this language. Nothing in it is about whoever gets it."""

    cohort_id: int
    locale: str


@dataclass(frozen=True, slots=True)
class AttachedFile:
    name: str
    content_type: str
    content: bytes


MakesFile = Callable[[Attachment], Awaitable[AttachedFile | None]]
"""The file of an attachment as it is now; None where what it was of is gone. Raises TryLater."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A reply put into words for one channel: exactly what is stored, and later sent.

    `location_label`: the words of a button that shares one's position; None for no such button.
    `menu`: the same for a channel that shows choices sometimes, if its provider lets it.
    `segments`: what it costs where segments are billed, counted once, when it was put into words.
    """

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    location_label: str | None = None
    pin: RenderedPin | None = None
    menu: Menu | None = None
    attachment: Attachment | None = None
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
    file: AttachedFile | None = field(default=None, repr=False, kw_only=True)
    reference: str | None = None
    kind: str = "reply"
    locale: str | None = None
    heard_at: datetime | None = None
