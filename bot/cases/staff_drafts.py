"""What somebody of staff has begun to write to a person, kept sealed until it is sent."""

from __future__ import annotations

from datetime import datetime

from bot.cases.staff_messages import WORDS_KEPT
from bot.database.transaction import Sql, Transaction
from bot.privacy.sealing.sealed_columns import STAFF_DRAFT
from bot.privacy.sealing.sealer import Sealer, SealFault


def keep_draft(
    conversation_id: int, by: str, words: str, now: datetime, sealer: Sealer
) -> Transaction[None]:
    """In the place of the one before; nothing is kept of no words."""
    if not words:
        yield from drop_draft(conversation_id, by)
        return
    rows = yield Sql(
        "INSERT INTO staff_draft (conversation_id, written_by, saved_at) VALUES (?, ?, ?)"
        " ON CONFLICT (conversation_id, written_by) DO UPDATE SET saved_at = excluded.saved_at"
        " RETURNING id",
        (conversation_id, by, now),
    )
    draft_id = int(rows[0]["id"])
    sealed = sealer.seal(words[:WORDS_KEPT], STAFF_DRAFT.of(draft_id))
    yield Sql("UPDATE staff_draft SET words_sealed = ? WHERE id = ?", (sealed, draft_id))


def drop_draft(conversation_id: int, by: str) -> Transaction[None]:
    """It was sent, or emptied."""
    yield Sql(
        "DELETE FROM staff_draft WHERE conversation_id = ? AND written_by = ?",
        (conversation_id, by),
    )


def draft_of(conversation_id: int, by: str, sealer: Sealer) -> Transaction[str]:
    rows = yield Sql(
        "SELECT id, words_sealed FROM staff_draft WHERE conversation_id = ? AND written_by = ?",
        (conversation_id, by),
    )
    if not rows or rows[0]["words_sealed"] is None:
        return ""
    try:
        return sealer.open(bytes(rows[0]["words_sealed"]), STAFF_DRAFT.of(rows[0]["id"]))
    except SealFault:
        return ""
