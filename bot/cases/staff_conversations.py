"""When do people talk with staff, and not with the machine? Parts of transactions.

A talk is open from the first request until it is closed. Before staff answer, the machine goes on;
from their first answer on they listen, until it is handed back, the person goes back to the menu,
or staff have been silent for the time the programme sets (`bot/contacts/world.py` reads it so).
"""

from __future__ import annotations

from datetime import datetime

from bot.cases.staff_messages import Kind, add_message
from bot.database.transaction import Sql, Transaction, as_time
from bot.operations.audit_log import Did, On, noted
from bot.operations.staff_permissions import ANSWER_PEOPLE, MAY
from bot.privacy.sealing.sealer import Sealer


def wait_for_staff(contact_id: int, now: datetime, *, urgent: bool = False) -> Transaction[int]:
    """They wait for an answer from now on, if not already; the talk that is open, or opened now.

    Whoever they are it is looked at once, whether staff are to be told at once: the moment that
    stands in the row does not say who is in danger (`bot/cases/staff_alerts.py`).
    """
    rows = yield Sql(
        "INSERT INTO staff_conversation (contact_id, opened_at, last_at, waiting_since, alert_at,"
        " staff_spoke_last, staff_listen) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (contact_id) WHERE closed_at IS NULL DO UPDATE SET"
        " alert_at = CASE WHEN staff_conversation.waiting_since IS NULL"
        " OR ? THEN excluded.alert_at"
        " ELSE staff_conversation.alert_at END,"
        " waiting_since = COALESCE(staff_conversation.waiting_since, excluded.waiting_since),"
        " last_at = excluded.last_at RETURNING id",
        (contact_id, now, now, now, now, False, False, urgent),
    )
    return int(rows[0]["id"])


def hand_to(name: str, contact_id: int) -> Transaction[None]:
    """The open talk becomes this member of staff's, if they may answer people; one that somebody
    has stays theirs."""
    yield Sql(
        "UPDATE staff_conversation SET assigned_to = ? WHERE contact_id = ? AND closed_at IS NULL"
        " AND assigned_to IS NULL AND EXISTS (SELECT 1 FROM staff_member AS s"
        f" WHERE s.name = ? AND s.active = ? AND {MAY})",
        (name, contact_id, name, True, ANSWER_PEOPLE),
    )


def tell_staff(contact_id: int, words: str, now: datetime, sealer: Sealer) -> Transaction[None]:
    """What they wrote is for staff. Where it was closed a moment ago, it is open again."""
    conversation_id = yield from wait_for_staff(contact_id, now)
    yield from add_message(conversation_id, Kind.FROM_PERSON, words, now, sealer)


def let_staff_listen(
    contact_id: int, now: datetime, sealer: Sealer, *, listen: bool
) -> Transaction[None]:
    """Whether what they write from now on is for staff; the talk stays open either way."""
    changed = yield Sql(
        "UPDATE staff_conversation SET staff_listen = ? WHERE contact_id = ?"
        " AND closed_at IS NULL AND staff_listen = ? RETURNING id",
        (listen, contact_id, not listen),
    )
    for row in changed:
        if not listen:
            yield from add_message(row["id"], Kind.LEFT, "", now, sealer)


def open_for(contact_id: int, by: str, now: datetime) -> Transaction[int]:
    """The talk an answer belongs to: nobody waits in it any more, and it is theirs who answered,
    unless it is a colleague's who may answer still."""
    rows = yield Sql(
        "INSERT INTO staff_conversation (contact_id, opened_at, last_at, staff_spoke_last,"
        " staff_listen, assigned_to) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (contact_id) WHERE closed_at IS NULL DO UPDATE SET waiting_since = NULL,"
        " alert_at = NULL,"
        " assigned_to = CASE WHEN staff_conversation.assigned_to IS NULL OR EXISTS"
        " (SELECT 1 FROM staff_member AS s WHERE s.name = staff_conversation.assigned_to"
        f" AND NOT (s.active = ? AND {MAY})) THEN excluded.assigned_to"
        " ELSE staff_conversation.assigned_to END,"
        " last_at = excluded.last_at RETURNING id",
        (contact_id, now, now, False, False, by, True, ANSWER_PEOPLE),
    )
    return int(rows[0]["id"])


def open_beside(contact_id: int, by: str | None, now: datetime) -> Transaction[int]:
    """The talk that staff write in of something else than is asked there: whose it is, and whether
    they wait in it, stays as it is; one that is opened now is `by`'s."""
    rows = yield Sql(
        "INSERT INTO staff_conversation (contact_id, opened_at, last_at, staff_spoke_last,"
        " staff_listen, assigned_to) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (contact_id) WHERE closed_at IS NULL DO UPDATE SET"
        " last_at = excluded.last_at RETURNING id",
        (contact_id, now, now, False, False, by),
    )
    return int(rows[0]["id"])


def staff_spoke(conversation_id: int, now: datetime) -> Transaction[bool]:
    """It leaves now, so from now on they listen; whether it is the first of the talk."""
    before = yield Sql(
        "SELECT answered_at FROM staff_conversation WHERE id = ?", (conversation_id,)
    )
    yield Sql(
        "UPDATE staff_conversation SET answered_at = COALESCE(answered_at, ?),"
        " staff_spoke_at = ?, staff_spoke_last = ?, last_at = ?,"
        " staff_listen = (closed_at IS NULL) WHERE id = ?",
        (now, now, True, now, conversation_id),
    )
    return before[0]["answered_at"] is None


def machine_spoke(conversation_id: int) -> Transaction[None]:
    """What is on the screen now is the machine's: its numbers pick again."""
    yield Sql(
        "UPDATE staff_conversation SET staff_spoke_last = ? WHERE id = ?", (False, conversation_id)
    )


def close(conversation_id: int, by: str | None, now: datetime) -> Transaction[bool]:
    """It ends, and with it what was asked of staff, but for tasks about a service; False where it
    had ended."""
    closed = yield Sql(
        "UPDATE staff_conversation SET closed_at = ?, closed_by = ?, staff_listen = ?,"
        " waiting_since = NULL, alert_at = NULL WHERE id = ? AND closed_at IS NULL"
        " RETURNING contact_id",
        (now, by, False, conversation_id),
    )
    for row in closed:
        yield Sql(
            "UPDATE help_request SET done_at = ?, done_by = ?"
            " WHERE contact_id = ? AND is_task = ? AND done_at IS NULL",
            (now, by, row["contact_id"], False),
        )
    return bool(closed)


def close_what_is_settled(contact_id: int, by: str, now: datetime) -> Transaction[None]:
    """Where nothing is asked any more, and staff do not talk with them."""
    settled = yield Sql(
        "SELECT id FROM staff_conversation WHERE contact_id = ? AND closed_at IS NULL"
        " AND staff_listen = ? AND NOT EXISTS (SELECT 1 FROM help_request AS h"
        " WHERE h.contact_id = staff_conversation.contact_id AND h.done_at IS NULL)",
        (contact_id, False),
    )
    for row in settled:
        yield from close(row["id"], by, now)


def reopen(conversation_id: int, by: str, now: datetime) -> Transaction[int]:
    """It was closed too early, and what was asked is open again; or the talk that is open now."""
    rows = yield Sql(
        "SELECT o.id AS open_id, s.contact_id, s.closed_at FROM staff_conversation AS s"
        " LEFT JOIN staff_conversation AS o ON o.contact_id = s.contact_id"
        " AND o.closed_at IS NULL WHERE s.id = ?",
        (conversation_id,),
    )
    if not rows or rows[0]["open_id"] is not None:
        return int(rows[0]["open_id"]) if rows else conversation_id
    yield Sql(
        "UPDATE help_request SET done_at = NULL, done_by = NULL"
        " WHERE contact_id = ? AND is_task = ? AND done_at = ?",
        (rows[0]["contact_id"], False, as_time(rows[0]["closed_at"])),
    )
    yield Sql(
        "UPDATE staff_conversation SET closed_at = NULL, closed_by = NULL, waiting_since = ?,"
        " last_at = ? WHERE id = ?",
        (now, now, conversation_id),
    )
    yield from noted(by, Did.REOPENED, On.CONVERSATION, conversation_id, now)
    return conversation_id


def close_the_silent(silent_since: datetime, now: datetime) -> Transaction[int]:
    """Those where staff had the last word and nothing was said since; how many. Whoever waits for
    an answer goes on waiting: their talk stays in the inbox."""
    silent = yield Sql(
        "SELECT id FROM staff_conversation WHERE closed_at IS NULL AND waiting_since IS NULL"
        " AND last_at < ? ORDER BY id",
        (silent_since,),
    )
    for row in silent:
        yield from close(row["id"], None, now)
    return len(silent)
