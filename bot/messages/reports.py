"""What does a provider tell us of our messages, and of whom they reach?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal


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
class Stray:
    """That somebody wrote whose address fits nothing we know: a kind that came after us.

    `form`: all that the provider told, as text; `address`: from whom, as far as it says."""

    channel: str
    provider_id: str
    form: str = field(repr=False)
    address: str = field(default="", repr=False)


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


ProviderEvent = DeliveryReport | Reachability | ListOfSent | Stray
