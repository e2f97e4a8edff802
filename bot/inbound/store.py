"""How is a message stored, once, with the one who wrote it? For `bot/inbound/inbox.py`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.clock import Clock
from bot.contacts.adding import NewContact, add_contact
from bot.contacts.aliases import contact_by_alias, hashed, unite
from bot.contacts.store import StoredContact, find_contact
from bot.database.transaction import Row, Sql, Transaction
from bot.messages.message import InboundMessage
from bot.messages.sanitize import clean_event, clean_provider_id
from bot.messages.serialization import event_to_json
from bot.privacy.sealing.sealer import Sealer
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
        hashes = yield from self._hashes(inbound)
        contact_id = yield from _seen(hashed(hashes), hashes, now)
        if contact_id is None and (known := (yield from contact_by_alias(hashes))):
            contact_id = yield from _seen("id = ?", [known], now)
        event = event_to_json(clean_event(inbound.event))
        stored = yield from _insert(inbound, contact_id, event, now)
        if not stored:
            return None
        if contact_id is None:
            # Only now: a repetition must not bring back somebody who asked to be forgotten.
            contact_id = yield from self._add_contact(inbound)
            yield from _give(stored[0]["id"], contact_id)
        return contact_id

    def take(self, inbound: InboundMessage) -> Transaction[StoredMessage | int | None]:
        """Take it to be answered at once; only the contact, where older messages come first."""
        hashes = yield from self._hashes(inbound)
        contact = yield from find_contact(hashes)
        now, event = self.clock(), clean_event(inbound.event)
        contact_id = contact.id if contact else None
        stored = yield from _insert(inbound, contact_id, "", now, answered_at=now)
        if not stored:
            return None
        others_wait = stored[0]["others_wait"]
        if contact is None:
            # Only now, as above.
            contact_id = yield from self._add_contact(inbound)
            others_wait = yield from _give(stored[0]["id"], contact_id)
            contact = yield from find_contact(hashes)
        if contact is not None and not others_wait:
            return StoredMessage(contact, event, now)
        yield Sql(
            "UPDATE inbound_message SET event = ?, answered_at = NULL WHERE id = ?",
            (event_to_json(event), stored[0]["id"]),
        )
        yield Sql("UPDATE contact SET last_seen_at = ? WHERE id = ?", (now, contact_id))
        return contact_id

    def _hashes(self, inbound: InboundMessage) -> Transaction[list[bytes]]:
        """By what they are found; of two addresses told together, they are one person before."""
        if inbound.alias is not None:
            yield from unite(inbound.channel, inbound.address, inbound.alias, self.sealer)
        return self.sealer.address_hashes(inbound.channel, inbound.address)

    def _add_contact(self, inbound: InboundMessage) -> Transaction[int]:
        new = NewContact(
            inbound.channel,
            inbound.address,
            locale_hint=inbound.locale_hint,
            alias=inbound.alias,
        )
        return (yield from add_contact(new, self.sealer, self.clock()))


def _seen(condition: str, values: Sequence[bytes | int], now: datetime) -> Transaction[int | None]:
    """Note that they wrote now; who they are, None when nobody is found so."""
    known = yield Sql(
        "UPDATE contact SET last_seen_at = ?, unreachable_at = NULL"
        f" WHERE {condition} RETURNING id",
        (now, *values),
    )
    return known[0]["id"] if known else None


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
