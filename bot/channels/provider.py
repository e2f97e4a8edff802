"""What does a provider say of itself? Its settings, channels, rates, labels and checks: all here.

A new one is a file or folder beside this one that makes a `Provider`, and a line in `registry.py`;
nobody else knows it by name.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Generic, TypeVar

from bot.channels.base import Channel
from bot.configuration.settings import Settings
from flows.engine.text import Line, Text
from services_directory.values.entries import Position

S = TypeVar("S", bound=Settings)

Phrase = Callable[[Line, str], str]
"""A line in a language."""


@dataclass(frozen=True, slots=True)
class SendingRate:
    """Messages a second over the whole channel, and to one chat; 0: as fast as it goes."""

    per_second: float
    per_chat: float = 0


@dataclass(frozen=True, slots=True)
class NamedPosition:
    """A place a visitor may say to be at."""

    name: Line
    position: Position


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a channel may need besides its settings: the words of people's languages, places, and
    the country (ISO code) whose numbers a gateway may write in their national form."""

    phrase: Phrase
    country: str
    places: Sequence[NamedPosition] = ()


class Mark(Enum):
    """How `dalil doctor` marks a line. A note is for going live; a fault keeps us from working."""

    GOOD = "ok"
    NOTE = "--"
    FAULT = "!!"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the doctor looked at."""

    mark: Mark
    words: str


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a provider said. `fault`: what is wrong, with its mend; `refused`: it knows us not.

    `name`: of the bot; `silent_after`: so long after `seen` its phone is not there any more."""

    fault: str | None = None
    refused: bool = False
    name: str = ""
    seen: datetime | None = None
    silent_after: timedelta | None = None

    def is_silent(self, now: datetime) -> bool:
        """Whether the phone was not seen lately enough to count on it."""
        if self.silent_after is None:
            return False
        return self.seen is None or now - self.seen > self.silent_after


@dataclass(frozen=True, slots=True)
class SmsSender:
    """Whom people see as the sender of an SMS. `number`: where they may write instead of a
    sender that `is_one_way`, which nobody can answer."""

    is_one_way: bool = False
    number: str | None = None


def _nothing(_settings: Settings, _told: object) -> tuple[()]:
    return ()


@dataclass(frozen=True, eq=False)
class Provider(Generic[S]):
    """`name`: in logs, /readyz and DALIL_SMS_ROUTES. `settings`: those of its own, and the general
    ones. `labels`: what staff call its channels, by `Channel.name`.

    `rates`: the channels that these settings switch on, by name, and how fast each may send;
    `open` makes them, and imports the provider's library, which nobody else then loads.
    `missing`: a line for each setting that is missing, with its mend; told which are wrong.
    `check` asks the provider whether it knows us, without anything being sent; `findings` makes
    the doctor's lines of its answer (None: not asked). `greeting`: what the start says of it.
    """

    name: str
    settings: type[S]
    rates: Callable[[S], Mapping[str, SendingRate]]
    open: Callable[[S, Surroundings], Iterable[Channel]]
    labels: Mapping[str, Text] = field(default_factory=dict)
    missing: Callable[[S, Collection[str]], Iterable[str]] = _nothing
    check: Callable[[S], Awaitable[CheckResult]] | None = None
    findings: Callable[[S, CheckResult | None], Iterable[Finding]] = _nothing
    greeting: Callable[[S], str | None] = lambda _settings: None
    sms_sender: Callable[[S], SmsSender] = lambda _settings: SmsSender()

    def is_on(self, settings: S) -> bool:
        """Whether these settings switch any channel of it on."""
        return bool(self.rates(settings))
