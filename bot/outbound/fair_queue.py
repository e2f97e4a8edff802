"""Whose reply goes next? Danger first; then everybody in turn, however many messages one has.

Each message has a moment from which it counts as waiting, and the earliest goes. For somebody's
first reply that is now; for each that they have to come after another a `SLICE` later than that
one, as though they had written once in a `SLICE`. So who has sixty waiting holds up nobody, nobody
is passed over for ever, and the queue is one index read from its beginning. The order of one
person's messages is kept by the claim (claim.py).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.database.transaction import Sql, Transaction
from bot.messages.attempts import REPLY

SLICE = timedelta(minutes=1)

AHEAD_OF_ALL = timedelta(days=2)
"""What is urgent counts as waiting for so long: longer than any reply lives."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def fair_moment(now: datetime, *, urgent: bool = False) -> int:
    """From when a message counts as waiting that has none before it; milliseconds."""
    return (now - (AHEAD_OF_ALL if urgent else timedelta()) - _EPOCH) // _MILLISECOND


def urgent_before(now: datetime) -> int:
    """Only what is urgent counts as waiting since before that: nothing else has waited so long."""
    return fair_moment(now - AHEAD_OF_ALL / 2)


FAIR_AT = f"""COALESCE(
    (SELECT MAX(o.fair_at) + {SLICE // _MILLISECOND} FROM outbound_message AS o
     WHERE o.contact_id = ? AND o.state IN ('queued', 'sending') AND o.kind = '{REPLY}'
     AND o.fair_at + {SLICE // _MILLISECOND} > ?), ?)"""
"""For a reply, as SQL: its values are the contact, and twice what `fair_moment` says."""


def hurry(contact_id: int | None, before: int) -> Transaction[None]:
    """Let what waits for somebody in danger go before everybody else's, still in its order."""
    yield Sql(
        "UPDATE outbound_message SET fair_at = ?"
        f" WHERE contact_id = ? AND state IN ('queued', 'sending') AND kind = '{REPLY}'"
        " AND fair_at > ?",
        (before, contact_id, before),
    )
