"""How is a message stored, once, with the one who wrote it? For `bot/inbound/inbox.py`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.clock import Clock
from bot.contacts.store import StoredContact, find_contact
from bot.database.transaction import Row, Sql, Transaction, as_time
from bot.inbound.sanitize import clean_event, clean_provider_id
from bot.messages.message import InboundMessage
from bot.messages.serialization import event_to_json
from bot.privacy.sealing import Sealer
from flows.engine.event import Event


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A message stored as answered, so it must be answered in the same transaction."""

    contact: StoredContact
    event: Event
    at: datetime


@dataclass(frozen=True, slots=True)
class InboundStore:
    """A message that is here already is told by None, and changes nothing."""

    sealer: Sealer
    clock: Clock

    def store(self, inbound: InboundMessage) -> Transaction[int | None]:
        """Keep it for later; the contact to answer."""
        now = self.clock()
        address_hash = self.sealer.address_hash(inbound.channel, inbound.address)
        known = yield Sql(
            "UPDATE contact SET last_seen_at = ?, unreachable_at = NULL WHERE address_hash = ?"
            " RETURNING id",
            (now, address_hash),
        )
        contact_id = known[0]["id"] if known else None
        event = event_to_json(clean_event(inbound.event))
        stored = yield from _insert(inbound, contact_id, event, now)
        if not stored:
            return None
        if contact_id is None:
            # Only now: a repetition must not bring back somebody who asked to be forgotten.
            contact_id = yield from self._add_contact(inbound, address_hash)
            yield from _give(stored[0]["id"], contact_id)
        return contact_id

    def take(self, inbound: InboundMessage) -> Transaction[StoredMessage | int | None]:
        """Take it to be answered at once; only the contact, where older messages come first."""
        address_hash = self.sealer.address_hash(inbound.channel, inbound.address)
        contact = yield from find_contact(address_hash)
        now, event = self.clock(), clean_event(inbound.event)
        contact_id = contact.id if contact else None
        stored = yield from _insert(inbound, contact_id, "", now, answered_at=now)
        if not stored:
            return None
        others_wait = stored[0]["others_wait"]
        if contact is None:
            # Only now, as above.
            contact_id = yield from self._add_contact(inbound, address_hash)
            others_wait = yield from _give(stored[0]["id"], contact_id)
            contact = yield from find_contact(address_hash)
        if contact is not None and not others_wait:
            return StoredMessage(contact, event, now)
        yield Sql(
            "UPDATE inbound_message SET event = ?, answered_at = NULL WHERE id = ?",
            (event_to_json(event), stored[0]["id"]),
        )
        yield Sql("UPDATE contact SET last_seen_at = ? WHERE id = ?", (now, contact_id))
        return contact_id

    def _add_contact(self, inbound: InboundMessage, address_hash: bytes) -> Transaction[int]:
        now = self.clock()
        stopped = yield Sql(
            "SELECT stopped_at FROM suppression WHERE address_hash = ?", (address_hash,)
        )
        rows = yield Sql(
            "INSERT INTO contact (channel, address_hash, address_sealed, locale_hint, session,"
            " stopped_at, created_at, last_seen_at) VALUES (?, ?, ?, ?, '{}', ?, ?, ?)"
            " ON CONFLICT (address_hash) DO UPDATE SET last_seen_at = excluded.last_seen_at"
            " RETURNING id",
            (
                inbound.channel,
                address_hash,
                self.sealer.seal(inbound.address),
                inbound.locale_hint[:16] if inbound.locale_hint else None,
                as_time(stopped[0]["stopped_at"]) if stopped else None,
                now,
                now,
            ),
        )
        return int(rows[0]["id"])


def _insert(
    inbound: InboundMessage,
    contact_id: int | None,
    event: str,
    now: datetime,
    answered_at: datetime | None = None,
) -> Transaction[list[Row]]:
    """Store a message once: its id and whether others of theirs wait; or nothing if it is here."""
    return (
        yield Sql(
            "INSERT INTO inbound_message (channel, provider_id, contact_id, event,"
            " answered_by_carrier, received_at, answered_at) VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (channel, provider_id) DO NOTHING RETURNING id, EXISTS"
            " (SELECT 1 FROM inbound_message AS other WHERE other.contact_id = ?"
            " AND other.answered_at IS NULL) AS others_wait",
            (
                inbound.channel,
                clean_provider_id(inbound.provider_id),
                contact_id,
                event,
                inbound.answered_by_carrier,
                now,
                answered_at,
                contact_id,
            ),
        )
    )


def _give(inbound_id: int, contact_id: int) -> Transaction[bool]:
    """Let a stored message be this contact's; True where others of theirs wait."""
    rows = yield Sql(
        "UPDATE inbound_message SET contact_id = ? WHERE id = ? RETURNING EXISTS"
        " (SELECT 1 FROM inbound_message AS other WHERE other.contact_id = ?"
        " AND other.answered_at IS NULL AND other.id <> ?) AS others_wait",
        (contact_id, inbound_id, contact_id, inbound_id),
    )
    return bool(rows[0]["others_wait"])
