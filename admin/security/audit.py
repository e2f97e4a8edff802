"""Entries of the audit log inside a transaction of Tortoise's, as the staff pages open them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from admin.models import AuditEntry
from bot.operations.audit_log import Did, Facts, On, entry_of


async def note(
    who: str,
    did: Did,
    on: On,
    subject_id: object,
    now: datetime,
    *,
    before: Facts | None = None,
    after: Facts | None = None,
) -> None:
    """Write an entry, inside the transaction that is open; only what differs is kept.

    Never hand over what people wrote or how to reach them: the trail outlives an erasure.
    """
    await AuditEntry.create(**entry_of(who, did, on, subject_id, now, before, after))


async def note_all(entries: Iterable[dict[str, Any]]) -> None:
    """Write entries that `entry_of` made, in one statement."""
    rows = [AuditEntry(**each) for each in entries]
    if rows:
        await AuditEntry.bulk_create(rows)
