"""What did somebody register for, and under which name and code? Sealed together.

Found by keyed hashes: who shows a code, who wishes to hear of an offer, and where. With the file
alone these say only which rows are alike.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple, Protocol

from bot.database.transaction import Sql, Transaction
from bot.privacy.sealing.sealed_columns import REACH, REGISTRATION
from bot.privacy.sealing.sealer import Cell, Sealer, SealFault
from services_directory.values.json_text import from_json, to_json_text


class Registration(NamedTuple):
    """As the person gave it; `receipt` is the code they were told."""

    receipt: str = ""
    offer: str = ""
    place: str = ""
    first_name: str = ""
    reach_when: str = ""


class Opens(Protocol):
    def open(self, sealed: bytes, cell: Cell) -> str: ...


def seal_registration(interest_id: int, told: Registration, sealer: Sealer) -> bytes:
    """For the row of this number."""
    return sealer.seal(to_json_text(told._asdict()), REGISTRATION.of(interest_id))


def open_registration(interest_id: int, sealed: bytes | None, sealer: Opens) -> Registration:
    """Blank where the key that sealed it is gone."""
    if sealed is None:
        return Registration()
    try:
        return Registration(**from_json(sealer.open(bytes(sealed), REGISTRATION.of(interest_id))))
    except SealFault:
        return Registration()


def add_registration(
    contact_id: int, told: Registration, locale: str, now: datetime, sealer: Sealer
) -> Transaction[int | None]:
    """Part of a transaction: a row of its own; None where somebody has this receipt."""
    rows = yield Sql(
        "INSERT INTO interest (contact_id, receipt_hash, locale, created_at)"
        " VALUES (?, ?, ?, ?) ON CONFLICT (receipt_hash) DO NOTHING RETURNING id",
        (contact_id, hash_of("receipt", told.receipt, sealer), locale, now),
    )
    if not rows:
        return None
    yield from write_registration(rows[0]["id"], told, sealer)
    return int(rows[0]["id"])


def write_registration(interest_id: int, told: Registration, sealer: Sealer) -> Transaction[None]:
    """Part of a transaction: what was told, sealed for this row, and what finds it."""
    yield Sql(
        "UPDATE interest SET offer_hash = ?, place_hash = ?, registration_sealed = ? WHERE id = ?",
        (
            hash_of("offer", told.offer, sealer),
            hash_of("place", told.place, sealer),
            seal_registration(interest_id, told, sealer),
            interest_id,
        ),
    )


def keep_number(interest_id: int, number: str | None, sealer: Sealer) -> Transaction[None]:
    """Part of a transaction: the number to call; None: they are written to."""
    yield Sql(
        "UPDATE interest SET reach_sealed = ?, reach_hash = ?, reach_erased = ? WHERE id = ?",
        (
            sealer.seal(number, REACH.of(interest_id)) if number else None,
            number_hash(number, sealer) if number else None,
            False,
            interest_id,
        ),
    )


def hash_of(column: str, value: str, sealer: Sealer) -> bytes:
    """What `receipt_hash`, `offer_hash`, `place_hash` hold of a value."""
    return sealer.address_hash(f"interest.{column}", value)


def hashes_of(column: str, value: str, sealer: Sealer) -> list[bytes]:
    """All that they may hold of it while the key is being changed."""
    return sealer.address_hashes(f"interest.{column}", value)


def number_hash(number: str, sealer: Sealer) -> bytes:
    """What `reach_hash` holds of a phone number, by whatever channel its owner writes to us."""
    return sealer.address_hash("interest.reach_hash", number.lstrip("+"))


def number_hashes(number: str, sealer: Sealer) -> list[bytes]:
    """All that it may hold while the key is being changed."""
    return sealer.address_hashes("interest.reach_hash", number.lstrip("+"))
