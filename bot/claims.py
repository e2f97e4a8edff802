"""Which messages are due, and what became of those that were sent? The courier's scripts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.database.script import Row, Script, Sql, as_time

LEASE = timedelta(seconds=60)
"""So long a message counts as being sent; then whoever claimed it is taken for dead."""


@dataclass(frozen=True, slots=True)
class Due:
    """A claimed message; `attempts` counts this one too. Nothing of it but the id is logged."""

    id: int
    contact_id: int | None
    sealed: bytes
    content: str
    attempts: int
    created_at: datetime
    segments: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an attempt. `state` queued: again at `next_attempt_at`."""

    due: Due
    state: str
    at: datetime
    reason: str | None = None
    provider_id: str | None = None
    next_attempt_at: datetime | None = None
    unreachable: bool = False
    kind: str = "fault"
    """Of what went wrong, in one of a few words (bot/metrics.py); nothing when it was sent."""


def record(outcome: Outcome) -> Script[None]:
    """Write down what became of an attempt; the row of a farewell goes as soon as it is settled."""
    due = outcome.due
    if due.contact_id is None and outcome.state != "queued":
        yield Sql("DELETE FROM outbound_message WHERE id = ?", (due.id,))
        return
    if outcome.state == "queued":
        yield Sql(
            "UPDATE outbound_message SET state = 'queued', state_reason = ?, next_attempt_at = ?"
            " WHERE id = ? AND state = 'sending'",
            (_short(outcome.reason), outcome.next_attempt_at, due.id),
        )
        return
    if outcome.state == "sent":
        # A report may have been quicker than the provider's own answer: then its state stands.
        yield Sql(
            "UPDATE outbound_message SET provider_id = ?, sent_at = COALESCE(sent_at, ?),"
            " state = CASE WHEN state = 'sending' THEN 'sent' ELSE state END,"
            " state_reason = CASE WHEN state = 'sending' THEN NULL ELSE state_reason END"
            " WHERE id = ? AND state IN ('sending', 'sent', 'delivered', 'failed')",
            (outcome.provider_id, outcome.at, due.id),
        )
        return
    yield Sql(
        "UPDATE outbound_message SET state = ?, state_reason = ?"
        " WHERE id = ? AND state = 'sending'",
        (outcome.state, _short(outcome.reason), due.id),
    )
    if outcome.unreachable and due.contact_id is not None:
        yield from give_up_on(due.contact_id, outcome.at)


def give_up_on(contact_id: int, now: datetime) -> Script[None]:
    """Write no more to somebody whom nothing reaches, until they write again."""
    yield Sql("UPDATE contact SET unreachable_at = ? WHERE id = ?", (now, contact_id))
    yield Sql(
        "UPDATE outbound_message SET state = 'cancelled', state_reason = 'unreachable'"
        " WHERE contact_id = ? AND state = 'queued'",
        (contact_id,),
    )


def _short(reason: str | None) -> str | None:
    return None if reason is None else reason[:200]


# One message to each contact: nothing else of theirs is being sent, and no older one of its kind
# waits. A reminder never waits for a reply's retry, nor a reply for the end of the quiet hours.
_DUE = """
    SELECT m.id, m.contact_id, m.address_sealed, m.content, m.attempts, m.expires_at,
           m.created_at, m.segments,
           c.stopped_at, c.unreachable_at,
           EXISTS (SELECT 1 FROM consent AS k WHERE k.contact_id = m.contact_id
                   AND k.purpose = 'interest' AND k.withdrawn_at IS NULL) AS agreed
    FROM outbound_message AS m LEFT JOIN contact AS c ON c.id = m.contact_id
    WHERE m.state = 'queued' AND m.next_attempt_at <= ? AND m.channel = ? AND m.kind = ?
      AND NOT EXISTS (
          SELECT 1 FROM outbound_message AS o WHERE o.contact_id = m.contact_id
          AND (o.state = 'sending' OR (o.state = 'queued' AND o.kind = m.kind AND o.id < m.id)))
    ORDER BY m.next_attempt_at, m.id LIMIT ?
"""


def claim(
    channel: str, kind: str, now: datetime, room: int, polite: Callable[[datetime], datetime]
) -> Script[list[Due]]:
    """Take up to `room` messages that are due, the longest waiting first, and mark them."""
    claimed: list[Due] = []
    while len(claimed) < room:
        rows = yield from _due(channel, kind, now, room - len(claimed))
        ready = []
        for row in rows:
            if (yield from _may_go(row, kind, now, polite)):
                ready.append(row)
        claimed += yield from _mark(ready, now)
        if len(ready) == len(rows):
            break
    return claimed


def _due(channel: str, kind: str, now: datetime, room: int) -> Script[list[Row]]:
    return (yield Sql(_DUE, (now, channel, kind, room)))


def _may_go(
    row: Row, kind: str, now: datetime, polite: Callable[[datetime], datetime]
) -> Script[bool]:
    """Whether to send it now; otherwise it is put off to the morning, or given up with a reason."""
    reason = _given_up(row, kind, now)
    if reason is not None:
        yield Sql(
            "UPDATE outbound_message SET state = 'cancelled', state_reason = ? WHERE id = ?",
            (reason, row["id"]),
        )
        return False
    morning = polite(now) if kind == "reminder" else now
    if morning > now:
        yield Sql(
            "UPDATE outbound_message SET next_attempt_at = ? WHERE id = ?", (morning, row["id"])
        )
        return False
    return True


def _given_up(row: Row, kind: str, now: datetime) -> str | None:
    if as_time(row["expires_at"]) <= now:
        return "expired"
    if kind == "reply":
        return None
    # Between the queueing and now they may have said STOP, or taken their consent back.
    if row["stopped_at"] is not None:
        return "stopped"
    if row["unreachable_at"] is not None:
        return "unreachable"
    return None if row["agreed"] else "no_consent"


def _mark(rows: Sequence[Row], now: datetime) -> Script[list[Due]]:
    """Mark rows as being sent, until the lease ends; another process may have been quicker."""
    if not rows:
        return []
    places = ", ".join("?" * len(rows))
    marked = yield Sql(
        "UPDATE outbound_message SET state = 'sending', attempts = attempts + 1,"
        f" next_attempt_at = ? WHERE state = 'queued' AND id IN ({places}) RETURNING id",
        (now + LEASE, *(row["id"] for row in rows)),
    )
    ours = {row["id"] for row in marked}
    return [
        Due(
            id=row["id"],
            contact_id=row["contact_id"],
            sealed=row["address_sealed"],
            content=row["content"],
            attempts=row["attempts"] + 1,
            created_at=as_time(row["created_at"]),
            segments=row["segments"],
        )
        for row in rows
        if row["id"] in ours
    ]
