"""Entries of the audit log inside a transaction of Tortoise's, as the staff pages open them."""

from __future__ import annotations

from datetime import datetime

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
