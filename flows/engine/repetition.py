"""Does the other side say the same again and again? Then it may be a machine that answers us."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services_directory.values.normalise import fold

MOST = 5
"""So many messages that were heard before are answered within an hour."""

MOST_IN_DANGER = 20
"""And so many of somebody in danger."""

_REMEMBERED = 4
"""Different messages that are known again: a machine may send ours back, which are several."""

_SHORTEST = 15
"""Letters of a message that a person does not send again and again, as they do MENU or 1."""

_FORGOTTEN_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Repetition:
    """`recent`: digests of the last messages. `count`: how many of them in a row were known.

    `since`: when the first of these came, ISO 8601."""

    recent: tuple[str, ...] = ()
    count: int = 0
    since: str = ""

    def after(self, text: str, now: datetime) -> Repetition:
        """What it is with one message more."""
        said = fold(text).strip()
        if len(said) < _SHORTEST:
            return self
        digest = hashlib.blake2s(said.encode("utf-8", "replace"), digest_size=8).hexdigest()
        is_old = not self.since or now - datetime.fromisoformat(self.since) > _FORGOTTEN_AFTER
        if is_old or digest not in self.recent:
            recent = (*(() if is_old else self.recent), digest)[-_REMEMBERED:]
            return Repetition(recent, 0, now.isoformat())
        return Repetition(self.recent, self.count + 1, self.since)


NO_REPETITION = Repetition()


def to_list(repetition: Repetition) -> list[object]:
    """As JSON knows it."""
    return [list(repetition.recent), repetition.count, repetition.since]


def from_list(raw: Sequence[object] | None) -> Repetition:
    """Raises ValueError or TypeError for what is none."""
    if raw is None:
        return NO_REPETITION
    recent, count, since = raw
    if not isinstance(recent, list) or not isinstance(count, int) or not isinstance(since, str):
        raise TypeError
    if since:
        datetime.fromisoformat(since)
    return Repetition(tuple(map(str, recent)), count, since)
