"""What do the tables know of one contact?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from bot.contacts.aliases import contact_by_alias, hashed
from bot.database.transaction import Row, Sql, Transaction, as_time
from bot.operations.audit_log import Did, On


def _looked_at(table: str, on: On) -> str:
    """When staff last had the number shown that stands in a row, or in the row of its contact."""
    return (
        "(SELECT MAX(happened_at) FROM audit_entry"
        f" WHERE subject = '{on}' AND subject_id = CAST({table}.id AS VARCHAR(128))"
        f" AND what = '{Did.REVEALED}')"
    )


class StoredInterest(NamedTuple):
    """Opened only when they ask for it: `bot/privacy/registration.py`."""

    id: int
    sealed: bytes | None
    reach_sealed: bytes | None
    created_at: datetime
    is_done: bool
    state: str
    not_possible: str | None


class StoredRequest(NamedTuple):
    """Opened only when they ask for it, too: `bot/privacy/request_subject.py`."""

    id: int
    subject_sealed: bytes | None
    is_open: bool
    looked_at: datetime | None


class StoredConversation(NamedTuple):
    """Of the talk with staff that is open, if one is (bot/cases/staff_conversations.py)."""

    id: int
    staff_listen: bool
    staff_spoke_last: bool
    staff_spoke_at: datetime | None


class StoredContact(NamedTuple):
    """A contact's row, and a summary of what hangs on it."""

    id: int
    channel: str
    address_hash: bytes
    address_sealed: bytes
    locale: str | None
    locale_hint: str | None
    place_sealed: bytes | None
    session: str
    guest: bool
    stopped_at: datetime | None
    created_at: datetime
    consents: tuple[str, ...] = ()
    interests: tuple[StoredInterest, ...] = ()
    feedback_count: int = 0
    requests: tuple[StoredRequest, ...] = ()
    agreed_at: datetime | None = None
    source_sealed: bytes | None = None
    looked_at: datetime | None = None
    with_staff: StoredConversation | None = None
    has_enrolments: bool = False
    has_referrals: bool = False
    has_follow_up: bool = False
    is_receiver: bool = False
    is_asked: bool = False
    other_addresses: int = 0


def read_contact(contact_id: int) -> Transaction[StoredContact | None]:
    """The contact, kept from other processes until the commit; None when they were forgotten."""
    return (yield from _read_contact("id = ?", contact_id))


def find_contact(hashes: Sequence[bytes]) -> Transaction[StoredContact | None]:
    """The same by `Sealer.address_hashes` of any address of theirs; None for who never wrote."""
    found = yield from _read_contact(hashed(hashes), *hashes)
    known = None if found else (yield from contact_by_alias(hashes))
    return found if known is None else (yield from read_contact(known))


def _read_contact(condition: str, *values: int | bytes) -> Transaction[StoredContact | None]:
    rows = yield Sql(
        "SELECT id, channel, address_hash, address_sealed, locale, locale_hint, place_sealed,"
        " source_sealed, session, consented_at, stopped_at, created_at,"
        " (SELECT COUNT(*) FROM feedback WHERE contact_id = contact.id) AS feedback_count,"
        " (SELECT COUNT(*) FROM contact_alias WHERE contact_id = contact.id) AS aliases,"
        " EXISTS (SELECT 1 FROM help_request WHERE contact_id = contact.id) AS has_asked,"
        " (SELECT id FROM staff_conversation WHERE contact_id = contact.id"
        " AND closed_at IS NULL) AS with_staff,"
        " EXISTS (SELECT 1 FROM enrolment WHERE contact_id = contact.id) AS is_enrolled,"
        " EXISTS (SELECT 1 FROM referral WHERE contact_id = contact.id) AS is_referred,"
        " EXISTS (SELECT 1 FROM follow_up WHERE contact_id = contact.id) AS is_followed_up,"
        " EXISTS (SELECT 1 FROM referral WHERE receiver_hash = contact.address_hash)"
        " AS is_receiver,"
        " EXISTS (SELECT 1 FROM service_confirmation WHERE number_hash = contact.address_hash)"
        " AS is_asked"
        f" FROM contact WHERE {condition}",
        values,
        lock=True,
    )
    if not rows:
        return None
    row = rows[0]
    requests = (yield from _requests(row["id"])) if row["has_asked"] else ()
    with_staff = (yield from _conversation(row["with_staff"])) if row["with_staff"] else None
    if row["consented_at"] is None:  # a guest, so there is neither consent nor interest
        return _contact(row, requests, with_staff)
    consents = yield Sql(
        "SELECT purpose, MAX(given_at) AS given_at FROM consent"
        " WHERE contact_id = ? AND withdrawn_at IS NULL GROUP BY purpose ORDER BY purpose",
        (row["id"],),
    )
    interests = yield Sql(
        "SELECT id, registration_sealed, reach_sealed, created_at, done_at, state, not_possible,"
        f" {_looked_at('interest', On.INTEREST)} AS looked_at"
        " FROM interest WHERE contact_id = ? ORDER BY id",
        (row["id"],),
    )
    return _contact(row, requests, with_staff, consents, interests)


def _requests(contact_id: int) -> Transaction[tuple[StoredRequest, ...]]:
    rows = yield Sql(
        "SELECT id, subject_sealed, done_at,"
        f" {_looked_at('help_request', On.HELP_REQUEST)} AS looked_at"
        " FROM help_request WHERE contact_id = ? ORDER BY id",
        (contact_id,),
    )
    return tuple(
        StoredRequest(
            row["id"],
            row["subject_sealed"],
            row["done_at"] is None,
            as_time(row["looked_at"]) if row["looked_at"] else None,
        )
        for row in rows
    )


def _conversation(conversation_id: int) -> Transaction[StoredConversation]:
    rows = yield Sql(
        "SELECT staff_listen, staff_spoke_last, staff_spoke_at FROM staff_conversation"
        " WHERE id = ?",
        (conversation_id,),
    )
    row = rows[0]
    return StoredConversation(
        conversation_id,
        bool(row["staff_listen"]),
        bool(row["staff_spoke_last"]),
        as_time(row["staff_spoke_at"]) if row["staff_spoke_at"] else None,
    )


def _contact(
    row: Row,
    requests: tuple[StoredRequest, ...],
    with_staff: StoredConversation | None,
    consents: list[Row] | None = None,
    interests: list[Row] | None = None,
) -> StoredContact:
    return StoredContact(
        id=row["id"],
        channel=row["channel"],
        address_hash=bytes(row["address_hash"]),
        address_sealed=bytes(row["address_sealed"]),
        locale=row["locale"],
        locale_hint=row["locale_hint"],
        place_sealed=row["place_sealed"],
        session=row["session"],
        guest=row["consented_at"] is None,
        stopped_at=None if row["stopped_at"] is None else as_time(row["stopped_at"]),
        created_at=as_time(row["created_at"]),
        consents=tuple(each["purpose"] for each in consents or ()),
        interests=tuple(
            StoredInterest(
                each["id"],
                each["registration_sealed"],
                each["reach_sealed"],
                as_time(each["created_at"]),
                each["done_at"] is not None,
                each["state"],
                each["not_possible"],
            )
            for each in interests or ()
        ),
        feedback_count=row["feedback_count"],
        requests=requests,
        agreed_at=max((as_time(each["given_at"]) for each in consents or ()), default=None),
        source_sealed=row["source_sealed"],
        with_staff=with_staff,
        has_enrolments=bool(row["is_enrolled"]),
        has_referrals=bool(row["is_referred"]),
        has_follow_up=bool(row["is_followed_up"]),
        is_receiver=bool(row["is_receiver"]),
        is_asked=bool(row["is_asked"]),
        other_addresses=row["aliases"],
        looked_at=max(
            (as_time(each["looked_at"]) for each in interests or () if each["looked_at"]),
            default=None,
        ),
    )
