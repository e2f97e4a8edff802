"""Which phone is whose of staff, where they are told that somebody waits, and say who was in class?
By a code they send from there; of an e-mail address by one that was sent there.

What a colleague is told at stays theirs until they take it away.
No contact stands for it: who works here is not somebody who asked for something. STOP and ERASE end
it like everything that is sent unasked.
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime, timedelta
from enum import Enum, auto
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


class ByEmail(Enum):
    """What came of a code that was read in an e-mail."""

    LINKED = auto()
    WRONG = auto()
    A_COLLEAGUES = auto()


def code_hash(code: str) -> str:
    """Of one that a page shows, to be sent from a phone. Nobody tries them all in half an hour, so
    a plain hash is enough."""
    return hashlib.sha256(_letters(code).encode()).hexdigest()


def email_code_hash(code: str, address: str, sealer: Sealer) -> str:
    """Of one that this address alone is sent: it links nothing else, and no other code links it."""
    return sealer.digest(f"alert code {_letters(code)} for {EMAIL} {address}").hex()


def _letters(code: str) -> str:
    """However it was typed."""
    return "".join(each for each in code if each.isalnum()).upper()


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
    if not (yield from link(found[0]["staff_id"], contact.channel, address, now, sealer)):
        said = _("A colleague is told here already: they take it away first. Nothing is linked.")
        return Linked(said, staff[0]["locale"])
    if not staff[0]["may_answer"]:
        return Linked(
            _("This phone is linked. For the list of a class, write: LIST"), staff[0]["locale"]
        )
    said = _("You are told here when somebody waits for an answer. To end it, write: STOP")
    return Linked(said, staff[0]["locale"])


def link_email(
    staff_id: int, code: str, address: str, now: datetime, sealer: Sealer
) -> Transaction[ByEmail]:
    """Whoever read the code there and is signed in."""
    found = yield Sql(
        "DELETE FROM alert_code WHERE code_hash = ? AND staff_id = ? RETURNING made_at",
        (email_code_hash(code, address, sealer), staff_id),
    )
    if not found or now - as_time(found[0]["made_at"]) > CODE_LASTS:
        return ByEmail.WRONG
    is_linked = yield from link(staff_id, EMAIL, address, now, sealer)
    return ByEmail.LINKED if is_linked else ByEmail.A_COLLEAGUES


def link(
    staff_id: int, channel: str, address: str, now: datetime, sealer: Sealer
) -> Transaction[bool]:
    """From now on they are told there; False where it is a colleague's, who keeps it."""
    hashes = sealer.address_hashes(channel, address)
    theirs = yield Sql(
        "SELECT a.id FROM alert_address AS a JOIN staff_member AS s ON s.id = a.staff_id"
        f" WHERE {hashed(hashes, 'a.address_hash')} AND a.staff_id <> ? AND s.active = ?",
        (*hashes, staff_id, True),
    )
    if theirs:
        return False
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
    return True
