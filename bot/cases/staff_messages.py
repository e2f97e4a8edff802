"""What was said in a talk with staff: sealed, in its order, each row by its kind."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from bot.database.transaction import Sql, Transaction
from bot.privacy.sealing.sealed_columns import STAFF_MESSAGE
from bot.privacy.sealing.sealer import Sealer, SealFault

WORDS_KEPT = 2000


class Kind(StrEnum):
    """Stored, so these never change. NOTE: for colleagues alone. BACK: handed back to the machine.
    LEFT: the person went back to it by themselves. THANKS: for a report, once what was wrong is
    mended."""

    FROM_PERSON = "in"
    FROM_STAFF = "out"
    NOTE = "note"
    BACK = "back"
    LEFT = "left"
    THANKS = "thanks"


def add_message(
    conversation_id: int,
    kind: Kind,
    words: str,
    now: datetime,
    sealer: Sealer,
    *,
    by: str | None = None,
    leaves_at: datetime | None = None,
) -> Transaction[int]:
    """Part of a transaction; the row's number."""
    rows = yield Sql(
        "INSERT INTO staff_message (conversation_id, kind, said_by, said_at, leaves_at)"
        " VALUES (?, ?, ?, ?, ?) RETURNING id",
        (conversation_id, kind.value, by, now, leaves_at),
    )
    message_id = int(rows[0]["id"])
    if words:
        # Only now: the seal is bound to the row's number.
        sealed = sealer.seal(words[:WORDS_KEPT], STAFF_MESSAGE.of(message_id))
        yield Sql("UPDATE staff_message SET said_sealed = ? WHERE id = ?", (sealed, message_id))
    return message_id


def take_back(conversation_id: int, message_id: int, sealer: Sealer) -> Transaction[str | None]:
    """An answer that waits to leave leaves no more; its words, or None where it has left."""
    rows = yield Sql(
        "DELETE FROM staff_message WHERE id = ? AND conversation_id = ? AND kind = ?"
        " AND leaves_at IS NOT NULL RETURNING said_sealed",
        (message_id, conversation_id, Kind.FROM_STAFF.value),
    )
    return said_in(message_id, rows[0]["said_sealed"], sealer) if rows else None


def said_in(message_id: int, sealed: bytes | None, sealer: Sealer) -> str:
    """ "" where there are no words, or the key that sealed them is gone."""
    if sealed is None:
        return ""
    try:
        return sealer.open(bytes(sealed), STAFF_MESSAGE.of(message_id))
    except SealFault:
        return ""
