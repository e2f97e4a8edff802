"""What an act does to one service, and what keeps the service from it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from services_directory.records.documents import as_text
from services_directory.records.draft_records import draft_of, with_draft
from services_directory.records.drafts import Fault, Saved, tidy_draft
from services_directory.records.flat_fields import numbers_in
from services_directory.records.records import ServiceRecord
from services_directory.storage.closing import with_closure
from services_directory.storage.history import What
from services_directory.storage.rows import Kept, difference, would_be_saved
from services_directory.storage.store import new_faults
from services_directory.values.entries import Closure, Place, Programme, Status


class Act(StrEnum):
    """What is done to each; stored, so these never change."""

    CHECKED = "checked"
    CLOSED = "closed"
    PUBLISHED = "published"
    ARCHIVED = "archived"
    PHONE = "phone"


WHATS = {Act.CHECKED: What.CHECKED, Act.ARCHIVED: What.ARCHIVED}
"""What the history calls it; all others are a change."""


@dataclass(frozen=True, slots=True)
class Edit:
    """An act with what it says: who checked on which day, and looks `again_on` another; from when
    to when it is closed; its numbers as typed."""

    act: Act
    by: str
    on: date
    again_on: date | None = None
    closure: Closure | None = None
    phone: str = ""


class Hindrance(StrEnum):
    """Why a service is left out; stored, so these never change."""

    GONE = "gone"
    CHANGED_SINCE = "changed_since"
    AS_BEFORE = "as_before"
    ARCHIVED = "archived"
    TO_MEND = "to_mend"


@dataclass(frozen=True, slots=True)
class Outlook:
    """What an edit would do to a service: `after`, and what differs, or why it is left out."""

    record: ServiceRecord
    after: ServiceRecord | None = None
    saved: Saved = field(default_factory=lambda: Saved(""))
    hindrance: Hindrance | None = None
    faults: Mapping[str, Fault] = field(default_factory=dict)


def digest_of(record: ServiceRecord) -> str:
    """Another one whenever anything that staff see of the service is another."""
    told = f"{as_text(record)}{record.updated_at}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def outlook(
    record: ServiceRecord, edit: Edit, programme: Programme, places: tuple[Place, ...]
) -> Outlook:
    """What the edit would do to it, were it done now."""
    if record.status == Status.ARCHIVED and edit.act not in (Act.PUBLISHED, Act.ARCHIVED):
        return Outlook(record, hindrance=Hindrance.ARCHIVED)
    after = _after(record, edit)
    if after == record:
        return Outlook(record, hindrance=Hindrance.AS_BEFORE)
    faults = new_faults(draft_of(after), record, programme, places)
    # What is to be mended keeps nothing from going out of sight.
    if faults and edit.act is not Act.ARCHIVED:
        return Outlook(record, hindrance=Hindrance.TO_MEND, faults=faults)
    return Outlook(record, after, what_differs(record, after))


def what_differs(before: ServiceRecord, after: ServiceRecord) -> Saved:
    """For the trail and for who looks: also when it was checked, which no draft says."""
    (saved,) = would_be_saved([Kept(after, before, What.CHANGED)])
    checks = difference(before.key, _checks(before), _checks(after))
    return Saved(saved.id, {**saved.before, **checks.before}, {**saved.after, **checks.after})


def _checks(record: ServiceRecord) -> dict[str, str]:
    names = ("confirmed", "last_checked_on", "next_check_on")
    return {name: str(value) for name in names if (value := getattr(record, name))}


def _after(record: ServiceRecord, edit: Edit) -> ServiceRecord:
    if edit.act is Act.CHECKED:
        return replace(
            record,
            confirmed=True,
            last_checked_on=edit.on,
            last_checked_by=edit.by,
            next_check_on=edit.again_on,
        )
    if edit.act is Act.CLOSED and edit.closure is not None:
        return with_closure(record, edit.closure)
    if edit.act is Act.PUBLISHED:
        return replace(record, status=Status.PUBLISHED)
    if edit.act is Act.ARCHIVED:
        return replace(record, status=Status.ARCHIVED)
    if edit.act is Act.PHONE:
        return _with_phone(record, edit.phone)
    return record


def _with_phone(record: ServiceRecord, phone: str) -> ServiceRecord:
    """A number that stays is still for what it was for."""
    was = draft_of(record)
    known = dict(zip(numbers_in(was.phone), was.phone_types, strict=False))
    draft = tidy_draft(replace(was, phone=phone))
    types = [known.get(number, "") for number in numbers_in(draft.phone)]
    while types and not types[-1]:
        types.pop()
    return with_draft(record, replace(draft, phone_types=tuple(types)))
