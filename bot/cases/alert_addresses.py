"""Which phone is whose of staff, where they are told that somebody waits, and say who was in class?
By a code they send from there.

No contact stands for it: who works here is not somebody who asked for something. STOP and ERASE end
it like everything that is sent unasked.
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.channels.email.names import NAME as EMAIL
from bot.contacts.aliases import hashed
from bot.contacts.store import StoredContact
from bot.database.transaction import Sql, Transaction, as_time
from bot.operations.staff_permissions import ANSWER_PEOPLE, MAY
from bot.privacy.sealing.sealed_columns import ADDRESS, ALERT_ADDRESS
from bot.privacy.sealing.sealer import Sealer, SealFault
from flows.engine.event import Event, Heard
from flows.engine.text import Text, _

CODE_LASTS = timedelta(minutes=30)
WORD = "alert"

_SENT = re.compile(
    rf"\s*(?:/start[ =_]+)?{WORD}[\s_-]+([a-z0-9]{{3}}(?:[\s_-]?[a-z0-9]{{3}})+)\s*", re.IGNORECASE
)


class Linked(NamedTuple):
    """What is said to whoever sent a code, and in which language."""

    said: Text
    locale: str


def code_hash(code: str) -> str:
    """However it was typed. Nobody tries them all in half an hour, so a plain hash is enough."""
    letters = "".join(each for each in code if each.isalnum()).upper()
    return hashlib.sha256(letters.encode()).hexdigest()


def link_by_code(
    contact: StoredContact, event: Event, now: datetime, sealer: Sealer
) -> Transaction[Linked | None]:
    """Part of a turn, before anybody else hears it; None where it is no code of ours that holds."""
    sent = _SENT.fullmatch(event.text) if isinstance(event, Heard) else None
    if sent is None:
        return None
    found = yield Sql(
        "DELETE FROM alert_code WHERE code_hash = ? RETURNING staff_id, made_at",
        (code_hash(sent[1]),),
    )
    if not found or now - as_time(found[0]["made_at"]) > CODE_LASTS:
        return None
    staff = yield Sql(
        f"SELECT s.locale, CASE WHEN {MAY} THEN 1 ELSE 0 END AS may_answer"
        " FROM staff_member AS s WHERE s.id = ? AND s.active = ?",
        (ANSWER_PEOPLE, found[0]["staff_id"], True),
    )
    try:
        address = sealer.open(contact.address_sealed, ADDRESS.of(contact.id))
    except SealFault:
        return None
    if not staff:
        return None
    yield from link(found[0]["staff_id"], contact.channel, address, now, sealer)
    if not staff[0]["may_answer"]:
        return Linked(
            _("This phone is linked. For the list of a class, write: LIST"), staff[0]["locale"]
        )
    said = _("You are told here when somebody waits for an answer. To end it, write: STOP")
    return Linked(said, staff[0]["locale"])


def link_email(
    staff_id: int, code: str, address: str, now: datetime, sealer: Sealer
) -> Transaction[bool]:
    """Whoever read the code there and is signed in; False where it is no code that holds."""
    found = yield Sql(
        "DELETE FROM alert_code WHERE code_hash = ? AND staff_id = ? RETURNING made_at",
        (code_hash(code), staff_id),
    )
    if not found or now - as_time(found[0]["made_at"]) > CODE_LASTS:
        return False
    yield from link(staff_id, EMAIL, address, now, sealer)
    return True


def link(
    staff_id: int, channel: str, address: str, now: datetime, sealer: Sealer
) -> Transaction[None]:
    """From now on they are told there; whose it was before is not."""
    hashes = sealer.address_hashes(channel, address)
    yield Sql(f"DELETE FROM alert_address WHERE {hashed(hashes)}", hashes)
    rows = yield Sql(
        "INSERT INTO alert_address (staff_id, channel, address_hash, linked_at)"
        " VALUES (?, ?, ?, ?) RETURNING id",
        (staff_id, channel, sealer.address_hash(channel, address), now),
    )
    address_id = int(rows[0]["id"])
    # Only now: the seal is bound to the row's number.
    yield Sql(
        "UPDATE alert_address SET address_sealed = ? WHERE id = ?",
        (sealer.seal(address, ALERT_ADDRESS.of(address_id)), address_id),
    )
