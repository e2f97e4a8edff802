"""May we write to this person unasked, now, at the address they wrote from?

The one place that says so: all that writes without being asked goes through it (reminders, notices
of classes, certificates, how a wish stands, referrals, thanks). An answer to what somebody just
wrote is not unasked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.contacts.walk_in import WALK_IN
from bot.database.transaction import Row, as_time
from bot.messages.capabilities import Capabilities
from bot.models.learning import Interest
from bot.models.people import Contact


class LeftOut(StrEnum):
    """Why somebody gets nothing; the first that holds. SETTLED and NO_TEXT are of reminders."""

    SETTLED = "settled"
    CALLED = "called"
    STOPPED = "stopped"
    NO_CONSENT = "no_consent"
    UNREACHABLE = "unreachable"
    FOREIGN = "foreign"
    NO_PHONE = "no_phone"
    CHANNEL_OFF = "channel_off"
    DAY_OVER = "day_over"
    NO_TEXT = "no_text"


class Addressee(Protocol):
    """Whoever is to be written to. `called`: for what it is about they gave another number.
    `foreign`: no SMS is paid for to theirs."""

    @property
    def channel(self) -> str: ...
    @property
    def locale(self) -> str | None: ...
    @property
    def heard_at(self) -> datetime: ...
    @property
    def stopped(self) -> bool: ...
    @property
    def unreachable(self) -> bool: ...
    @property
    def foreign(self) -> bool: ...
    @property
    def consented(self) -> bool: ...
    @property
    def called(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Writable:
    """A contact about something of their own, for which they gave us this address."""

    channel: str
    locale: str | None
    heard_at: datetime
    stopped: bool
    unreachable: bool
    foreign: bool
    called: bool = False
    consented: bool = True


IsForeign = Callable[[str, int, bytes], bool]
"""Of a channel, a contact and their sealed address: whether no SMS is paid for to it
(bot/contacts/world.py)."""

COLUMNS = (
    "c.id, c.channel, c.address_sealed, c.locale, c.stopped_at, c.unreachable_at, c.last_seen_at"
)
"""Of the contact `c`, for `writable_row`."""

TO_BE_CALLED = "(i.reach_sealed IS NOT NULL OR i.reach_erased)"
"""Whether the wish `i` names another number, to be called at."""


def is_to_be_called(interest: Interest) -> bool:
    """The same of a row."""
    return interest.reach_sealed is not None or interest.reach_erased


ALL_TO_BE_CALLED = (
    f"(EXISTS (SELECT 1 FROM interest AS i WHERE i.contact_id = c.id AND {TO_BE_CALLED})"
    " AND NOT EXISTS (SELECT 1 FROM interest AS i WHERE i.contact_id = c.id"
    f" AND NOT {TO_BE_CALLED}))"
)
"""Of the contact `c`: whether every wish of theirs does, for what is about no wish."""


def writable_row(row: Row, is_foreign: IsForeign, *, called: bool = False) -> Writable:
    """Of a row with `COLUMNS`."""
    return Writable(
        row["channel"],
        row["locale"],
        as_time(row["last_seen_at"]),
        stopped=row["stopped_at"] is not None,
        unreachable=row["unreachable_at"] is not None,
        foreign=is_foreign(row["channel"], row["id"], bytes(row["address_sealed"])),
        called=called,
    )


def writable(contact: Contact, is_foreign: IsForeign, *, called: bool = False) -> Writable:
    return Writable(
        contact.channel,
        contact.locale,
        contact.last_seen_at,
        stopped=contact.stopped_at is not None,
        unreachable=contact.unreachable_at is not None,
        foreign=is_foreign(contact.channel, contact.id, bytes(contact.address_sealed)),
        called=called,
    )


def why_not_written(
    to: Addressee,
    channels: Mapping[str, Capabilities],
    at: datetime | None,
    *,
    as_reminder: bool = False,
) -> LeftOut | None:
    """Why nothing may go to them at `at`; None where it may. `as_reminder`: in a form that some
    channels carry for longer after they wrote. `at` None: the channel itself refuses then."""
    capabilities = channels.get(to.channel)
    reasons = {
        LeftOut.CALLED: to.called,
        LeftOut.STOPPED: to.stopped,
        LeftOut.NO_CONSENT: not to.consented,
        LeftOut.UNREACHABLE: to.unreachable,
        LeftOut.FOREIGN: to.foreign,
        LeftOut.NO_PHONE: to.channel == WALK_IN,
        LeftOut.CHANNEL_OFF: capabilities is None,
        LeftOut.DAY_OVER: capabilities is not None
        and at is not None
        and not _lets(capabilities, to, at, as_reminder),
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def _lets(capabilities: Capabilities, to: Addressee, at: datetime, as_reminder: bool) -> bool:
    if as_reminder:
        return capabilities.lets_remind(at, to.heard_at, to.locale)
    within = capabilities.answers_within
    return within is None or at - to.heard_at < within
