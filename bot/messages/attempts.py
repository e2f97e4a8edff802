"""What is tried to be sent, and what became of the attempt?"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

REPLY = "reply"


REMINDER = "reminder"

SETTLED = (
    "content_sealed = NULL, fair_at = 0, tells_of = CASE WHEN contact_id IS NULL THEN tells_of END"
)
"""What an outbound row sets too, in SQL, when it is settled: nothing of it says any more what was
said, of whom, or that it went before everybody's, as what is said in danger does. One that names no
contact and did not leave says of what it told for some seconds, until it is known (`lost.py`)."""


class DueMessage(NamedTuple):
    """A claimed message; `attempts` counts this one too. Nothing of it but the id is logged."""

    id: int
    contact_id: int | None
    sealed: bytes
    content: bytes
    """Sealed, as `bot/outbound/content.py` opens it."""

    attempts: int
    created_at: datetime
    segments: int | None = None
    kind: str = REPLY
    reminder_id: int | None = None
    locale: str | None = None
    heard_at: datetime | None = None
    """When its reader last wrote to us; this and their locale only where the channel asks."""


class AttemptOutcome(NamedTuple):
    """What became of an attempt. `state` queued: again at `next_attempt_at`."""

    due: DueMessage
    state: str
    at: datetime
    reason: str | None = None
    provider_id: str | None = None
    next_attempt_at: datetime | None = None
    unreachable: bool = False
    pause_until: datetime | None = None
    """Set when the provider meant the whole channel."""

    kind: str = "fault"
    """What went wrong, in one of a few words (bot/operations/metrics.py); nothing when sent."""
