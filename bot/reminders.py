"""How does a trainer's message reach everybody who asked for it, once, and nobody who said STOP?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.audience import Audience, LeftOut, Preview

__all__ = ["Audience", "Draft", "LeftOut", "Preview", "Reminders"]


@dataclass(frozen=True, slots=True)
class Draft:
    """What a trainer wrote. `texts`: the words by locale; empty ones count as not written."""

    title: str
    audience: Audience
    texts: Mapping[str, str]
    created_by: str


class Reminders:
    """Built once in `bot/app.py`; the pages of staff and the timetable share it."""

    async def preview(self, audience: Audience, texts: Mapping[str, str]) -> Preview:
        """Count what sending these words to this audience now would do; stores nothing."""
        raise NotImplementedError

    async def schedule(
        self, draft: Draft, due_at: datetime | None = None, expires_at: datetime | None = None
    ) -> int:
        """Store it, to be sent at `due_at` (aware; None: now); the reminder's id.

        After `expires_at` (default: two days after `due_at`) nobody gets it any more. Raises
        ValueError when there is no text at all, or it would expire before it is due.
        """
        raise NotImplementedError

    async def cancel(self, reminder_id: int) -> int | None:
        """Stop it, also in the middle of sending; how many queued messages were called back.

        None: there is no such reminder, or nothing of it is left to stop.
        """
        raise NotImplementedError

    async def send_due(self) -> int:
        """Queue the messages of every reminder that is due; how many were queued."""
        raise NotImplementedError
