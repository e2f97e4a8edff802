"""Is the other side a machine that answers us? It says the same again and again, or what we said,
or that nobody is there.

What was said is known again by digests whose key is drawn when the program starts and is never
written: a plain digest would tell whoever has the tables, and the key to them, which of some words
that were given anonymously are whose. After a restart nothing is known again, for that once.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from services_directory.values.normalise import fold

MOST = 5
"""So many messages that were heard before are answered within an hour."""

MOST_IN_DANGER = 20
"""And so many of somebody in danger."""

MOST_BY_A_MACHINE = 2
"""And so many of what only a machine says: our own words, or that somebody is away."""

MOST_MISSES = 8
"""So many messages in a row that mean nothing to us are answered."""

_REMEMBERED = 4
"""Different messages that are known again: a machine may send ours back, which are several."""

_SHORTEST = 15
"""Letters of a message that a person does not send again and again, as they do MENU or 1."""

_FORGOTTEN_AFTER = timedelta(hours=1)

_BEGINNING = 40
"""So many letters tell one of our answers from another."""

_KEY = secrets.token_bytes(32)


@dataclass(frozen=True, slots=True)
class Repetition:
    """`recent`: digests of the last messages. `count`: how many of them in a row were known.

    `since`: when the first of these came, ISO 8601. `ours`: how our last answers began."""

    recent: tuple[str, ...] = ()
    count: int = 0
    since: str = ""
    ours: tuple[str, ...] = ()

    def after(self, text: str, now: datetime, *, is_automatic: bool = False) -> Repetition:
        """What it is with one message more; `is_automatic`: it says that nobody is there."""
        said = _letters(text)
        by_machine = is_automatic or any(_begins_so(said, each) for each in self.ours)
        if len(said) < _SHORTEST and not by_machine:
            return self
        is_old = not self.since or now - datetime.fromisoformat(self.since) > _FORGOTTEN_AFTER
        before = Repetition(ours=self.ours) if is_old else self
        digest = digest_in_memory(said)
        is_known = digest in before.recent
        recent = before.recent if is_known else (*before.recent, digest)[-_REMEMBERED:]
        since = before.since if is_known or by_machine else ""
        count = before.count + 1 if is_known else 0
        if by_machine:
            count = max(before.count, MOST - MOST_BY_A_MACHINE) + 1
        return Repetition(recent, count, since or now.isoformat(), self.ours)

    def answered(self, text: str) -> Repetition:
        """What it is after we said this."""
        begins = _letters(text)[:_BEGINNING]
        known = f"{len(begins)} {digest_in_memory(begins)}"
        if len(begins) < _SHORTEST or known in self.ours:
            return self
        return replace(self, ours=(*self.ours, known)[-_REMEMBERED:])


def _begins_so(letters: str, ours: str) -> bool:
    length, _blank, digest = ours.partition(" ")
    return digest_in_memory(letters[: int(length)]) == digest


def _letters(text: str) -> str:
    """Without what a machine counts up (a moment, the number of a ticket) and how lines break."""
    return "".join(letter for letter in fold(text) if letter.isalpha())


def digest_in_memory(said: str) -> str:
    """Known again by this process alone, and by nobody who has all that it writes."""
    encoded = said.encode("utf-8", "replace")
    return hashlib.blake2s(encoded, digest_size=8, key=_KEY).hexdigest()


NO_REPETITION = Repetition()


def to_list(repetition: Repetition) -> list[object]:
    """As JSON knows it."""
    return [list(repetition.recent), repetition.count, repetition.since, list(repetition.ours)]


def from_list(raw: Sequence[object] | None) -> Repetition:
    """Raises ValueError or TypeError for what is none."""
    if raw is None:
        return NO_REPETITION
    recent, count, since, *more = raw
    ours = more[0] if more else []  # an older release kept none
    if not isinstance(recent, list) or not isinstance(ours, list):
        raise TypeError
    if not isinstance(count, int) or not isinstance(since, str):
        raise TypeError
    if since:
        datetime.fromisoformat(since)
    if any(not str(each).partition(" ")[0].isdecimal() for each in ours):
        raise ValueError
    return Repetition(tuple(map(str, recent)), count, since, tuple(map(str, ours)))
