"""Is this the message of a moment ago once more? A button tapped twice, an SMS sent twice.

The provider's own repetitions have the same id and are known by it (store.py). Here somebody, or a
network, sent twice what was meant once. A short text may well come twice ("1" to two questions), so
it is a second one only as long as our answer to the first has not left, or is only just leaving:
nobody can have read it.

What is to be written apart from its turn (anonymous_records.py) must not be found by a digest
either, so of such a message only this process knows the second one.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from bot.database.transaction import Sql, Transaction
from bot.messages.serialization import event_to_json
from flows.engine.event import Event, Heard, Picked
from flows.engine.precautions.repetition import digest_in_memory
from flows.engine.session import LastHeard, Session

WITHIN = timedelta(seconds=10)

READ_WITHIN = timedelta(seconds=2)
"""Nobody reads an answer and writes the next message in less; a provider may take longer to say
that it has the answer, while its reader has it already."""

LONG = 15
"""Letters of a text that nobody writes again within seconds to say something new."""


def last_heard(event: Event, now: datetime, *, apart: bool) -> LastHeard:
    """What the next message is held against: no words. `apart`: nobody may link them to it."""
    said = event_to_json(event)
    return LastHeard(digest_in_memory(said) if apart else _plain(said), now.isoformat())


def _plain(said: str) -> str:
    """The same in every replica."""
    return hashlib.blake2s(said.encode("utf-8", "replace"), digest_size=8).hexdigest()


def is_said_twice(
    session: Session, event: Event, contact_id: int, now: datetime
) -> Transaction[bool]:
    """Part of the turn; the tables are asked only where it is the same within seconds."""
    before, said = session.last_heard, event_to_json(event)
    if before is None or before.digest not in (_plain(said), digest_in_memory(said)):
        return False
    since = now - datetime.fromisoformat(before.at)
    if not timedelta() <= since < WITHIN:
        return False
    if isinstance(event, Picked) and event.message:
        return True
    if isinstance(event, Heard) and len(event.text) >= LONG:
        return True
    unread = "('queued', 'sending')" if since < READ_WITHIN else "('queued')"
    waiting = yield Sql(
        f"SELECT 1 FROM outbound_message WHERE contact_id = ? AND state IN {unread}"
        " AND kind = 'reply' LIMIT 1",
        (contact_id,),
    )
    return bool(waiting)
