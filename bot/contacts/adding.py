"""How is somebody kept who was never here? Found by a hash, the address sealed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.contacts.aliases import add_alias, hashed
from bot.contacts.sessions import session_to_json
from bot.database.transaction import Sql, Transaction, as_time
from bot.privacy.answers_had import answers_had
from bot.privacy.sealing.sealed_columns import ADDRESS, NO_SESSION, SESSION
from bot.privacy.sealing.sealer import Sealer
from flows.engine.limits.allowance import NOTHING_HAD, Allowance
from flows.engine.session import Session


@dataclass(frozen=True, slots=True)
class NewContact:
    """`alias`: another address of the same person, told along. `locale`: the language they chose;
    `locale_hint`: one that the channel tells of their phone."""

    channel: str
    address: str
    locale: str | None = None
    locale_hint: str | None = None
    alias: str | None = None


def add_contact(new: NewContact, sealer: Sealer, now: datetime) -> Transaction[int]:
    """Part of a transaction: the contact's id; that of who is here already, added a moment ago.

    A STOP said before an erasure still holds, and what they were answered before it counts on."""
    hashes = sealer.address_hashes(new.channel, new.address)
    if sealer.is_changing:
        # Another replica may use another key, so that no unique hash keeps the two apart.
        yield Sql("SELECT id FROM house_key WHERE id = 1", lock=True)
        known = yield Sql(f"SELECT id FROM contact WHERE {hashed(hashes)}", hashes)
        if known:
            return int(known[0]["id"])
    any_of_them = [*hashes]
    if new.alias is not None:
        any_of_them += sealer.address_hashes(new.channel, new.alias)
    stopped = yield Sql(
        f"SELECT stopped_at FROM suppression WHERE {hashed(any_of_them)}", any_of_them
    )
    rows = yield Sql(
        "INSERT INTO contact (channel, address_hash, address_sealed, locale, locale_hint, session,"
        " stopped_at, created_at, last_seen_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (address_hash) DO UPDATE SET last_seen_at = excluded.last_seen_at"
        " RETURNING id",
        (
            new.channel,
            sealer.address_hash(new.channel, new.address),
            b"",
            new.locale,
            new.locale_hint[:16] if new.locale_hint else None,
            NO_SESSION,
            as_time(stopped[0]["stopped_at"]) if stopped else None,
            now,
            now,
        ),
    )
    contact_id = int(rows[0]["id"])
    # Only now: the seal is bound to the row's number.
    sealed = sealer.seal(new.address, ADDRESS.of(contact_id))
    had = yield from answers_had(any_of_them, sealer, now)
    yield Sql(
        "UPDATE contact SET address_sealed = ?, session = ? WHERE id = ?",
        (sealed, _begun(had, contact_id, sealer), contact_id),
    )
    if new.alias is not None:
        yield from add_alias(sealer.address_hash(new.channel, new.alias), contact_id)
    return contact_id


def _begun(had: Allowance, contact_id: int, sealer: Sealer) -> bytes | str:
    """Where somebody stands who was never here, or was erased a moment ago."""
    if had == NOTHING_HAD:
        return NO_SESSION
    session = session_to_json(Session(allowance=had))
    return SESSION.as_kept(sealer.seal(session, SESSION.of(contact_id)))
