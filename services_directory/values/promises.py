"""What does a programme promise to people: how long things are kept, and whom it works with?"""

from __future__ import annotations

from dataclasses import dataclass

from services_directory.values.local_text import NO_WORDS, LocalText


@dataclass(frozen=True, slots=True)
class Answers:
    """What the operator alone can vouch for; where nothing is written, nothing is said.

    `privacy`: whom we give numbers to, the police above all. `missing_person`: who searches for a
    relative.
    """

    privacy: LocalText = NO_WORDS
    missing_person: LocalText = NO_WORDS


NO_ANSWERS = Answers()


@dataclass(frozen=True, slots=True)
class Retention:
    """How long things are kept: guests in hours of silence, the rest in days."""

    guest_hours: int = 72
    contact_days: int = 365
    message_days: int = 30
    request_days: int = 365
