"""What a turn asks to happen; `bot/inbound/effects.py` carries it out, all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from flows.engine.reply import Reply


class Purpose(StrEnum):
    """What somebody agrees to: one purpose, one consent."""

    INTEREST = "interest"
    FOLLOW_UP = "follow_up"


class HelpReason(StrEnum):
    """Why staff should look at a conversation.

    SENT: something that only a person can look at, or listen to. CHANGE: of a registration.
    WRONG_INFO: what we say of a service is not true.
    MACHINE: the same words again and again, which we answer no more.
    """

    ASKED = "asked"
    DANGER = "danger"
    SENT = "sent"
    CHANGE = "change"
    WRONG_INFO = "wrong_info"
    MACHINE = "machine"


@dataclass(frozen=True, slots=True)
class Say:
    """`locale`: for once in this language, where the contact has not chosen one (danger, STOP)."""

    reply: Reply
    locale: str | None = None


@dataclass(frozen=True, slots=True)
class SetLocale:
    """From here on, also within this turn, the contact is answered in `locale`."""

    locale: str


@dataclass(frozen=True, slots=True)
class SetPlace:
    place: str


@dataclass(frozen=True, slots=True)
class SetSource:
    """Where the contact found us: the words of a deep link, such as "kairouan-poster3"."""

    source: str


@dataclass(frozen=True, slots=True)
class GiveConsent:
    purpose: Purpose
    text_version: str


@dataclass(frozen=True, slots=True)
class StopMessages:
    """Withdraws every consent to be written to; honoured even after an erasure."""


@dataclass(frozen=True, slots=True)
class StartMessages:
    """Takes a STOP back."""


@dataclass(frozen=True, slots=True)
class RecordInterest:
    """A wish to be told about an offer. `receipt` is the code the person was given.

    `reach_by` is "here", or a phone number in E.164; `reach_when` one of the keys asked.
    """

    receipt: str
    offer: str
    place: str
    first_name: str
    reach_by: str
    reach_when: str


@dataclass(frozen=True, slots=True)
class CancelInterest:
    """Takes a wish back: nothing of it is kept."""

    receipt: str


@dataclass(frozen=True, slots=True)
class RecordFeedback:
    """A rating from 1 to 5 and words; `service` None is about Dalil; anonymous keeps no link."""

    rating: int
    words: str
    service: str | None
    anonymous: bool


@dataclass(frozen=True, slots=True)
class RecordUnmetNeed:
    """Somebody found nothing. Never their words: `need` and `place` are our own codes."""

    need: str
    place: str | None


@dataclass(frozen=True, slots=True)
class AskHuman:
    """A task for staff. `words`: what it is about, sealed; `service`: which one it is about."""

    reason: HelpReason
    words: str = ""
    service: str | None = None


@dataclass(frozen=True, slots=True)
class Erase:
    """Forget the contact: no address, no words; a keyed hash alone remembers a STOP."""


Effect = (
    Say
    | SetLocale
    | SetPlace
    | SetSource
    | GiveConsent
    | StopMessages
    | StartMessages
    | RecordInterest
    | CancelInterest
    | RecordFeedback
    | RecordUnmetNeed
    | AskHuman
    | Erase
)
