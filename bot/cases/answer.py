"""An answer of staff, as it is asked for, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from bot.messages.capabilities import Capabilities


class Refusal(Enum):
    """Why nobody may write to somebody now. WINDOW: the channel lets us write only for a time
    after they wrote; FOREIGN: no SMS is paid for to their number, and nobody is in danger."""

    GONE = auto()
    STOPPED = auto()
    NO_CHANNEL = auto()
    WINDOW = auto()
    FOREIGN = auto()


def why_refused(
    capabilities: Capabilities | None,
    stopped_at: datetime | None,
    last_seen_at: datetime,
    now: datetime,
    *,
    unpaid: bool,
) -> Refusal | None:
    """Why somebody on a channel of these `capabilities` cannot be written to now; None where they
    can. `capabilities` None: the channel is switched off; `unpaid`: so is nothing sent there."""
    if stopped_at is not None:
        return Refusal.STOPPED
    if capabilities is None:
        return Refusal.NO_CHANNEL
    if unpaid:
        return Refusal.FOREIGN
    within = capabilities.answers_within
    if within is not None and now - last_seen_at >= within:
        return Refusal.WINDOW
    return None


@dataclass(frozen=True, slots=True)
class StaffAnswer:
    """`words`: as staff wrote them. `urgent`: to somebody in danger. `at_once`: in the quiet
    hours, too. `beside`: of something else than is asked in their talk, which stays as it is; one
    that it opens is theirs who answers, if they `take` it."""

    contact_id: int
    words: str
    by: str
    urgent: bool = False
    at_once: bool = False
    beside: bool = False
    take: bool = True


@dataclass(frozen=True, slots=True)
class Taken:
    """An answer that is on its way, or waits until `leaves_at`."""

    conversation_id: int
    leaves_at: datetime | None
