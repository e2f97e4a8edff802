"""How is it written down what became of an attempt to send?"""

from __future__ import annotations

from datetime import datetime

from bot.database.transaction import Sql, Transaction
from bot.messages.attempts import SETTLED, AttemptOutcome


def record(outcome: AttemptOutcome) -> Transaction[None]:
    """Write down what became of an attempt; the row of a farewell goes as soon as it is settled."""
    due = outcome.due
    if due.contact_id is None:
        yield from _note_for_reader(outcome)
    if due.contact_id is None and outcome.state != "queued":
        # What did not arrive, and told of somebody, stays until staff know it (`lost.py`).
        arrived = outcome.state == "sent"
        yield Sql(
            "DELETE FROM outbound_message WHERE id = ? AND (tells_of IS NULL OR ?)",
            (due.id, arrived),
        )
        if arrived:
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
        # And where the database was away for longer than a lease, it may be queued again by now.
        yield Sql(
            f"UPDATE outbound_message SET {SETTLED}, provider_id = ?,"
            " sent_at = COALESCE(sent_at, ?),"
            " state = CASE WHEN state IN ('sending', 'queued') THEN 'sent' ELSE state END,"
            " state_reason = CASE WHEN state IN ('sending', 'queued') THEN NULL"
            " ELSE state_reason END"
            " WHERE id = ? AND (state IN ('sending', 'sent', 'delivered', 'failed')"
            " OR (state = 'queued' AND attempts = ?))",
            (outcome.provider_id, outcome.at, due.id, due.attempts),
            later=True,
        )
        return
    yield Sql(
        f"UPDATE outbound_message SET state = ?, state_reason = ?, {SETTLED}"
        " WHERE id = ? AND state = 'sending'",
        (outcome.state, _short(outcome.reason), due.id),
    )
    if outcome.unreachable and due.contact_id is not None:
        yield from give_up_on(due.contact_id, outcome.at)


def _note_for_reader(outcome: AttemptOutcome) -> Transaction[None]:
    """Where it was an alert to staff, they read why the last one did not reach them."""
    is_sent = outcome.state == "sent"
    yield Sql(
        "UPDATE alert_address SET fault = ?, failed_at = ? WHERE address_hash ="
        " (SELECT reader_hash FROM outbound_message WHERE id = ?)",
        (
            None if is_sent else _short(outcome.reason),
            None if is_sent else outcome.at,
            outcome.due.id,
        ),
    )


def give_up_on(contact_id: int, now: datetime) -> Transaction[None]:
    """Write no more to somebody whom nothing reaches, until they write again."""
    yield Sql("UPDATE contact SET unreachable_at = ? WHERE id = ?", (now, contact_id))
    yield Sql(
        "UPDATE outbound_message SET state = 'cancelled', state_reason = 'unreachable',"
        f" {SETTLED} WHERE contact_id = ? AND state = 'queued'",
        (contact_id,),
    )


def _short(reason: str | None) -> str | None:
    return None if reason is None else reason[:200]
