"""A follow-up: whether a service helped, asked once of who agreed. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from flows.engine.owed import Owed


class HelpAnswer(StrEnum):
    """What somebody answers; stored, without them. NO is followed by what was in the way.

    NUMBER: the one we tell is wrong. MONEY: they were asked for some.
    """

    YES = "yes"
    NO = "no"
    NOT_YET = "not_yet"
    GOOD = "good"
    MIDDLING = "middling"
    BAD = "bad"
    CLOSED = "closed"
    NUMBER = "number"
    REFUSED = "refused"
    TOO_FAR = "too_far"
    MONEY = "money"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class KeptFollowUp:
    """The one that somebody agreed to. `asks_on`: from when on; None where that waits for a
    receiver's yes, or they were asked already."""

    id: int
    service: str
    need: str = ""
    place: str = ""
    asks_on: date | None = None


@dataclass(frozen=True, slots=True)
class AgreeToFollowUp(Owed):
    """They are asked once whether it helped. `referral`: its code, if the receiver's yes counts."""

    service: str
    need: str
    place: str
    referral: str = ""


@dataclass(frozen=True, slots=True)
class EndFollowUp(Owed):
    """They answered, or do not want to be asked: nothing of it is kept."""

    follow_up_id: int


@dataclass(frozen=True, slots=True)
class RecordAnswer(Owed):
    """What was answered of a service, counted without the person."""

    service: str
    answer: HelpAnswer
