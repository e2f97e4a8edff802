"""Who changed what? Every change leaves an entry in its own transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from admin.models import AuditEntry
from bot.database.transaction import Sql, Transaction

Facts = Mapping[str, Any]


class Did(StrEnum):
    """What a member of staff did; stored, so these never change."""

    ADDED = "added"
    CHANGED = "changed"
    CHECKED = "checked"
    ARCHIVED = "archived"
    UNDONE = "undone"
    DONE = "done"
    REOPENED = "reopened"
    REVEALED = "revealed"
    ANSWERED = "answered"
    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"
    DEACTIVATED = "deactivated"
    REACTIVATED = "reactivated"
    PASSWORD_RESET = "password_reset"


class On(StrEnum):
    """What kind of thing an entry is about; stored, so these never change."""

    SERVICE = "service"
    INTEREST = "interest"
    FEEDBACK = "feedback"
    HELP_REQUEST = "help_request"
    REMINDER = "reminder"
    STAFF = "staff"


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
    await AuditEntry.create(**_entry(who, did, on, subject_id, now, before, after))


def noted(
    who: str,
    did: Did,
    on: On,
    subject_id: object,
    now: datetime,
    *,
    before: Facts | None = None,
    after: Facts | None = None,
) -> Transaction[None]:
    """The same as part of a transaction, for changes that the message path makes."""
    entry = _entry(who, did, on, subject_id, now, before, after)
    marks = ", ".join("?" * len(entry))
    yield Sql(f"INSERT INTO audit_entry ({', '.join(entry)}) VALUES ({marks})", [*entry.values()])


def _entry(
    who: str,
    did: Did,
    on: On,
    subject_id: object,
    now: datetime,
    before: Facts | None,
    after: Facts | None,
) -> dict[str, Any]:
    had, has = before or {}, after or {}
    changed = [key for key in {**had, **has} if had.get(key) != has.get(key)]
    return {
        "happened_at": now,
        "who": who,
        "what": did.value,
        "subject": on.value,
        "subject_id": str(subject_id),
        "before": _as_json({key: had[key] for key in changed if key in had}),
        "after": _as_json({key: has[key] for key in changed if key in has}),
    }


def _as_json(facts: Facts) -> str:
    return json.dumps(facts, ensure_ascii=False, default=str)
