"""Who changed what, or looked at it? Every entry is written in the change's own transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.database.transaction import Sql, Transaction

Facts = Mapping[str, Any]

THE_PERSON = ""
"""In the place of a name of staff, where somebody changed what is kept of themselves."""


class Did(StrEnum):
    """What was done; stored, so these never change. CORRECTED: by the person it is about."""

    ADDED = "added"
    CHANGED = "changed"
    CHECKED = "checked"
    ARCHIVED = "archived"
    UNDONE = "undone"
    MERGED = "merged"
    PARTED = "parted"
    DONE = "done"
    REOPENED = "reopened"
    REVEALED = "revealed"
    ANSWERED = "answered"
    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"
    APPROVED = "approved"
    INVITED = "invited"
    PUT_IN_LINE = "put_in_line"
    MARKED = "marked"
    DEACTIVATED = "deactivated"
    REACTIVATED = "reactivated"
    PASSWORD_RESET = "password_reset"
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    SESSIONS_ENDED = "sessions_ended"
    CODE_FAILED = "code_failed"
    SECOND_FACTOR_ON = "second_factor_on"
    SECOND_FACTOR_OFF = "second_factor_off"
    RECOVERY_CODE_USED = "recovery_code_used"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    RULE_CHANGED = "rule_changed"
    TOO_MANY_REVEALED = "too_many_revealed"
    CORRECTED = "corrected"
    HANDED_BACK = "handed_back"
    CLOSED = "closed"
    ASSIGNED = "assigned"
    ALERTS_OFF = "alerts_off"
    NAMES_TAKEN = "names_taken"


class On(StrEnum):
    """What kind of thing an entry is about; stored, so these never change."""

    SERVICE = "service"
    INTEREST = "interest"
    FEEDBACK = "feedback"
    HELP_REQUEST = "help_request"
    CONVERSATION = "conversation"
    CANNED_ANSWER = "canned_answer"
    REMINDER = "reminder"
    STAFF = "staff"
    HOLIDAY = "holiday"
    COURSE = "course"
    COHORT = "cohort"
    CLASS_MEETING = "class_meeting"
    REFERRAL = "referral"
    WORDING = "wording"
    ROLE = "role"
    STAFF_INVITATION = "staff_invitation"


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
    """Part of a transaction that writes an entry; only what differs is kept.

    Never hand over what people wrote or how to reach them: the trail outlives an erasure.
    """
    entry = entry_of(who, did, on, subject_id, now, before, after)
    marks = ", ".join("?" * len(entry))
    yield Sql(f"INSERT INTO audit_entry ({', '.join(entry)}) VALUES ({marks})", [*entry.values()])


def entry_of(
    who: str,
    did: Did,
    on: On,
    subject_id: object,
    now: datetime,
    before: Facts | None,
    after: Facts | None,
) -> dict[str, Any]:
    """Its columns."""
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
