"""Was somebody told numbers to call a while ago? What they write next is heard as theirs who may be
in danger still: they cannot call, they are not alone, they want it to stop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flows.engine.reply import Reply

LASTS = timedelta(hours=2)
"""After each answer to danger. Whoever had to hide the phone comes back to it later."""

WORDS_KEPT = 1000
"""Letters of theirs that staff read."""

BUTTON = "danger"
"""What the key of the way to more numbers begins with; the kind of danger stands behind it."""


@dataclass(frozen=True, slots=True)
class RecentDanger:
    """When numbers to call were told (ISO 8601), and for which kind of danger, if that is known.

    `taken_back`: they said since that they meant something else. What belongs to a danger is heard
    as before; what is not understood is no sign of one any more."""

    at: str = ""
    kind: str = ""
    taken_back: bool = False

    def is_recent(self, now: datetime) -> bool:
        return bool(self.at) and timedelta() <= now - datetime.fromisoformat(self.at) < LASTS

    def after(self, reply: Reply, now: datetime) -> RecentDanger:
        """With one such answer more, which need not tell the kind again."""
        keys = (choice.key.partition(":") for choice in reply.choices)
        kind = next((value for name, _colon, value in keys if name == BUTTON), "")
        return RecentDanger(now.isoformat(), kind or (self.kind if self.is_recent(now) else ""))


NO_RECENT_DANGER = RecentDanger()


def to_list(told: RecentDanger) -> list[str | bool]:
    """As JSON knows it."""
    return [told.at, told.kind, told.taken_back]


def from_list(raw: Sequence[object] | None) -> RecentDanger:
    """Raises ValueError or TypeError for what is none."""
    if raw is None:
        return NO_RECENT_DANGER
    at, kind, *more = raw
    (taken_back,) = more or (False,)
    if not isinstance(at, str) or not isinstance(kind, str) or not isinstance(taken_back, bool):
        raise TypeError
    datetime.fromisoformat(at)
    return RecentDanger(at, kind, taken_back)
