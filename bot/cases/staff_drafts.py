"""What somebody of staff has begun to write in a talk, kept sealed until it is sent: an answer to
the person, a note for the team."""

from __future__ import annotations

import json
from datetime import datetime
from typing import NamedTuple

from bot.cases.staff_messages import WORDS_KEPT
from bot.database.transaction import Sql, Transaction
from bot.privacy.sealing.sealed_columns import STAFF_DRAFT
from bot.privacy.sealing.sealer import Sealer, SealFault


class StaffDraft(NamedTuple):
    words: str = ""
    note: str = ""


def keep_draft(
    conversation_id: int,
    by: str,
    now: datetime,
    sealer: Sealer,
    *,
    words: str | None = None,
    note: str | None = None,
) -> Transaction[None]:
    """In the place of the one before; None leaves that part as it was, "" empties it."""
    # First the row, so that of two who keep at once the second one reads what the first one kept.
    rows = yield Sql(
        "INSERT INTO staff_draft (conversation_id, written_by, saved_at) VALUES (?, ?, ?)"
        " ON CONFLICT (conversation_id, written_by) DO UPDATE SET saved_at = excluded.saved_at"
        " RETURNING id",
        (conversation_id, by, now),
    )
    draft_id = int(rows[0]["id"])
    kept = yield from draft_of(conversation_id, by, sealer)
    draft = StaffDraft(
        kept.words if words is None else words[:WORDS_KEPT],
        kept.note if note is None else note[:WORDS_KEPT],
    )
    if not any(draft):
        yield Sql("DELETE FROM staff_draft WHERE id = ?", (draft_id,))
        return
    sealed = sealer.seal(json.dumps(draft._asdict()), STAFF_DRAFT.of(draft_id))
    yield Sql("UPDATE staff_draft SET words_sealed = ? WHERE id = ?", (sealed, draft_id))


def draft_of(conversation_id: int, by: str, sealer: Sealer) -> Transaction[StaffDraft]:
    rows = yield Sql(
        "SELECT id, words_sealed FROM staff_draft WHERE conversation_id = ? AND written_by = ?",
        (conversation_id, by),
    )
    if not rows or rows[0]["words_sealed"] is None:
        return StaffDraft()
    try:
        told = sealer.open(bytes(rows[0]["words_sealed"]), STAFF_DRAFT.of(rows[0]["id"]))
    except SealFault:
        return StaffDraft()
    try:
        return StaffDraft(**json.loads(told))
    except (ValueError, TypeError):
        # As drafts of an answer were kept before there were any of notes.
        return StaffDraft(told)
