"""What does a programme promise to people: how long things are kept, and whom it works with?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

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
class MapTiles:
    """Who gives the pictures of the land to the map of staff, and whom to name for them. Whoever
    opens that map is seen by that server: where none is named, nobody is asked."""

    address: str
    attribution: str

    @property
    def site(self) -> str:
        """As a policy for browsers names it."""
        return "/".join(self.address.split("/", 3)[:3])


@dataclass(frozen=True, slots=True)
class Retention:
    """How long things are kept: guests in hours of silence, the rest in days.

    `conversation_days`: what was said with staff, after the talk was closed.
    """

    guest_hours: int = 72
    contact_days: int = 365
    message_days: int = 30
    request_days: int = 365
    conversation_days: int = 30


@dataclass(frozen=True, slots=True)
class ClassReminders:
    """How long before a class people are reminded; of the first one once more, `before_first`."""

    before_class: timedelta = timedelta(hours=20)
    before_first: timedelta = timedelta(days=3)


USUAL_REMINDERS = ClassReminders()
"""Where a programme says nothing of them."""


@dataclass(frozen=True, slots=True)
class ReferralTimes:
    """Within which a receiver is to answer, by how urgent it is; and how long after their yes we
    wait to hear what came of it."""

    urgent: timedelta = timedelta(hours=24)
    soon: timedelta = timedelta(hours=72)
    normal: timedelta = timedelta(days=14)
    outcome: timedelta = timedelta(days=14)


USUAL_REFERRAL_TIMES = ReferralTimes()


@dataclass(frozen=True, slots=True)
class FollowUps:
    """How long after they agreed somebody is asked whether a service helped; no time at all: never.

    `never_for`: needs, categories or finer ones, of which nobody is asked; `never_services`: ids.
    """

    after: timedelta = timedelta(days=3)
    never_for: frozenset[str] = frozenset()
    never_services: frozenset[str] = frozenset()


USUAL_FOLLOW_UPS = FollowUps()
