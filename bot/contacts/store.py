"""What do the tables know of one contact?"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from bot.database.transaction import Row, Sql, Transaction, as_time


class StoredContact(NamedTuple):
    """A contact's row, and a summary of what hangs on it."""

    id: int
    channel: str
    address_hash: bytes
    address_sealed: bytes
    locale: str | None
    locale_hint: str | None
    place: str | None
    session: str
    guest: bool
    stopped_at: datetime | None
    created_at: datetime
    consents: tuple[str, ...] = ()
    interests: tuple[tuple[str, str, datetime, bool], ...] = ()
    feedback_count: int = 0
    open_requests: int = 0


def read_contact(contact_id: int) -> Transaction[StoredContact | None]:
    """The contact, kept from other processes until the commit; None when they were forgotten."""
    return (yield from _read_contact("id = ?", contact_id))


def find_contact(address_hash: bytes) -> Transaction[StoredContact | None]:
    """The same by address; None for somebody who never wrote."""
    return (yield from _read_contact("address_hash = ?", address_hash))


def _read_contact(condition: str, value: int | bytes) -> Transaction[StoredContact | None]:
    rows = yield Sql(
        "SELECT id, channel, address_hash, address_sealed, locale, locale_hint, place, session,"
        " consented_at, stopped_at, created_at,"
        " (SELECT COUNT(*) FROM feedback WHERE contact_id = contact.id) AS feedback_count,"
        " (SELECT COUNT(*) FROM help_request WHERE contact_id = contact.id AND done_at IS NULL)"
        f" AS open_requests FROM contact WHERE {condition}",
        (value,),
        lock=True,
    )
    if not rows:
        return None
    row = rows[0]
    if row["consented_at"] is None:  # a guest, so there is neither consent nor interest
        return _contact(row)
    consents = yield Sql(
        "SELECT DISTINCT purpose FROM consent WHERE contact_id = ? AND withdrawn_at IS NULL"
        " ORDER BY purpose",
        (row["id"],),
    )
    interests = yield Sql(
        "SELECT receipt, offer, created_at, done_at FROM interest WHERE contact_id = ? ORDER BY id",
        (row["id"],),
    )
    return _contact(row, consents, interests)


def _contact(
    row: Row, consents: list[Row] | None = None, interests: list[Row] | None = None
) -> StoredContact:
    return StoredContact(
        id=row["id"],
        channel=row["channel"],
        address_hash=bytes(row["address_hash"]),
        address_sealed=bytes(row["address_sealed"]),
        locale=row["locale"],
        locale_hint=row["locale_hint"],
        place=row["place"],
        session=row["session"],
        guest=row["consented_at"] is None,
        stopped_at=None if row["stopped_at"] is None else as_time(row["stopped_at"]),
        created_at=as_time(row["created_at"]),
        consents=tuple(each["purpose"] for each in consents or ()),
        interests=tuple(
            (
                each["receipt"],
                each["offer"],
                as_time(each["created_at"]),
                each["done_at"] is not None,
            )
            for each in interests or ()
        ),
        feedback_count=row["feedback_count"],
        open_requests=row["open_requests"],
    )
