"""How is somebody who came to the desk kept, with what they wish? Like those who write to us.

With a phone number they are who writes by SMS from it. Without one they are a contact of the desk,
found by the code on their paper alone, and nobody can write to them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.contacts.adding import NewContact, add_contact
from bot.contacts.aliases import hashed
from bot.contacts.receipts import new_receipt
from bot.contacts.store import find_contact, read_contact
from bot.database.transaction import Sql, Transaction
from bot.privacy.registration import (
    Registration,
    add_registration,
    hashes_of,
    keep_number,
    open_registration,
)
from bot.privacy.sealing.sealer import Sealer
from flows.engine.text import _
from services_directory.values.normalise import fold

WALK_IN = "walk_in"
"""In the place of a channel, for people who have none."""

NO_PHONE = _("no phone")
"""How staff see it."""

CONSENT_VERSION = "walk-in-2"
"""Of the words that staff read aloud (`admin/pages/walk_in.py`)."""

_PURPOSE = "interest"


@dataclass(frozen=True, slots=True)
class WalkIn:
    """What was asked at the desk. `number`: empty without a phone; `channel`: by which it is
    written to, empty where none is switched on: then it is kept to be called.

    `locale`: in which the consent was read to them.
    """

    locale: str
    offer: str
    place: str
    first_name: str = ""
    channel: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """`may_write`: whether a message to this contact may leave now."""

    contact_id: int
    interest_id: int
    receipt: str
    may_write: bool


@dataclass(frozen=True, slots=True)
class Alike:
    """A registration that is perhaps of the same person."""

    receipt: str
    offer: str
    same_number: bool


def keep(walk_in: WalkIn, sealer: Sealer, now: datetime) -> Transaction[Kept]:
    """Part of a transaction: the contact, what they agreed to, and what they wish."""
    receipt = yield from _free_receipt(sealer)
    channel = walk_in.channel if walk_in.number and walk_in.channel else WALK_IN
    address = receipt if channel == WALK_IN else walk_in.number
    contact_id, stopped = yield from _contact(channel, address, walk_in.locale, sealer, now)
    yield Sql(
        "UPDATE contact SET consented_at = COALESCE(consented_at, ?), last_seen_at = ?"
        " WHERE id = ?",
        (now, now, contact_id),
    )
    yield Sql(
        "INSERT INTO consent (contact_id, purpose, text_version, locale, given_at)"
        " VALUES (?, ?, ?, ?, ?)",
        (contact_id, _PURPOSE, CONSENT_VERSION, walk_in.locale, now),
    )
    # On a shared phone somebody else may wish for the same: what stands there is not replaced.
    told = Registration(receipt, walk_in.offer, walk_in.place, walk_in.first_name, "any")
    interest_id = yield from add_registration(contact_id, told, walk_in.locale, now, sealer)
    assert interest_id is not None, "its receipt was free in this transaction"
    # Where no SMS leaves, they can be called.
    to_call = walk_in.number if channel == WALK_IN else ""
    yield from keep_number(interest_id, to_call or None, sealer)
    return Kept(contact_id, interest_id, receipt, channel != WALK_IN and not stopped)


def alike(walk_in: WalkIn, sealer: Sealer) -> Transaction[list[Alike]]:
    """Part of a transaction: open registrations by this number, or of this name in this town.

    A person decides whether they are the same: nothing is joined by itself."""
    found: dict[str, Alike] = {}
    if walk_in.number:
        hashes = sealer.address_hashes(walk_in.channel, walk_in.number)
        rows = yield Sql(
            "SELECT i.id, i.registration_sealed FROM interest AS i"
            " JOIN contact AS c ON c.id = i.contact_id"
            f" WHERE i.done_at IS NULL AND {hashed(hashes, 'c.address_hash')}",
            hashes,
        )
        for row in rows:
            told = open_registration(row["id"], row["registration_sealed"], sealer)
            found[told.receipt] = Alike(told.receipt, told.offer, same_number=True)
    if walk_in.first_name:
        places = hashes_of("place", walk_in.place, sealer)
        rows = yield Sql(
            "SELECT id, registration_sealed FROM interest"
            f" WHERE done_at IS NULL AND {hashed(places, 'place_hash')}",
            places,
        )
        wanted = fold(walk_in.first_name)
        for row in rows:
            told = open_registration(row["id"], row["registration_sealed"], sealer)
            if fold(told.first_name) == wanted:
                found.setdefault(told.receipt, Alike(told.receipt, told.offer, same_number=False))
    return list(found.values())


def _free_receipt(sealer: Sealer) -> Transaction[str]:
    while True:
        receipt = new_receipt()
        hashes = hashes_of("receipt", receipt, sealer)
        taken = yield Sql(f"SELECT id FROM interest WHERE {hashed(hashes, 'receipt_hash')}", hashes)
        if not taken:
            return receipt


def _contact(
    channel: str, address: str, locale: str, sealer: Sealer, now: datetime
) -> Transaction[tuple[int, bool]]:
    """The contact of this address, and whether they said STOP; a new one where nobody has it."""
    known = yield from find_contact(sealer.address_hashes(channel, address))
    if known is None:
        contact_id = yield from add_contact(NewContact(channel, address, locale), sealer, now)
        known = yield from read_contact(contact_id)
        assert known is not None
    return known.id, known.stopped_at is not None
