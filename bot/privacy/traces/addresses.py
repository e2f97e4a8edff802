"""Where does an address stand that is not there as its owner's own contact? And how does it go?

Each place is found by a keyed hash beside what is sealed. STOP, ERASE and `dalil restore` go
through this one list.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.database.transaction import Row, Sql, Transaction
from bot.privacy.registration import number_hash
from bot.privacy.sealing.sealed_columns import REFERRAL, REFERRAL_PASSED, SealedColumn
from bot.privacy.sealing.sealer import Sealer, SealFault
from bot.privacy.stops_and_erasures import ERASE, STOP
from bot.privacy.traces.waiting import drop_waiting, tells_of_passed, tells_of_referral
from flows.engine.referrals import OPEN
from services_directory.values.json_text import from_json, to_json_text

LINK_KEY_BYTES = 16
"""Of what signs the links of a referral."""


@dataclass(frozen=True, slots=True)
class AddressOwner:
    """Whose address is taken out, by all its hashes, and when."""

    hashes: Sequence[bytes]
    sealer: Sealer
    now: datetime

    def condition(self, column: str) -> str:
        """In SQL: its values are the hashes."""
        return f"{column} IN ({', '.join('?' * len(self.hashes))})"


@dataclass(frozen=True, slots=True)
class AddressPlace:
    """A column of keyed hashes. `ends`: after which of their words the address is gone from there.
    `since`: the moment of a row; who said it before that is not meant when a backup is put back."""

    table: str
    column: str
    since: str
    ends: frozenset[str]
    take: Callable[[AddressOwner], Transaction[None]]


def take_addresses(
    said: str, hashes: Iterable[bytes], sealer: Sealer, now: datetime
) -> Transaction[None]:
    """Part of the transaction in which its owner says STOP or ERASE."""
    owner = AddressOwner(sorted(set(hashes)), sealer, now)
    for place in ADDRESS_PLACES:
        if said in place.ends and owner.hashes:
            yield from place.take(owner)


def _left_number(owner: AddressOwner) -> Transaction[None]:
    """Nobody calls this number any more, whoever left it for us."""
    yield Sql(
        "UPDATE interest SET reach_sealed = NULL, reach_hash = NULL, reach_erased = ?"
        f" WHERE {owner.condition('reach_hash')}",
        (True, *owner.hashes),
    )


def _stray(owner: AddressOwner) -> Transaction[None]:
    """What they sent that we could not read."""
    yield Sql(f"DELETE FROM stray_message WHERE {owner.condition('sender_hash')}", owner.hashes)


def _staff_phone(owner: AddressOwner) -> Transaction[None]:
    """Nobody of staff is told at this address any more."""
    yield Sql(f"DELETE FROM alert_address WHERE {owner.condition('address_hash')}", owner.hashes)


def _waiting(owner: AddressOwner) -> Transaction[None]:
    """What we would have written to a number that is no contact's."""
    yield Sql(f"DELETE FROM outbound_message WHERE {owner.condition('reader_hash')}", owner.hashes)


def _passed_number(owner: AddressOwner) -> Transaction[None]:
    """No receiver is told it any more; staff see that something is missing."""
    found = yield Sql(
        f"SELECT id, passed_sealed AS cell FROM referral WHERE {owner.condition('passed_hash')}",
        owner.hashes,
        lock=True,
    )
    for row in found:
        yield Sql(
            "UPDATE referral SET passed_sealed = ?, passed_hash = ?, back_at = ? WHERE id = ?",
            (
                changed(REFERRAL_PASSED, row, owner.sealer, phone=""),
                number_hash("", owner.sealer),
                owner.now,
                row["id"],
            ),
        )
        yield from drop_waiting(tells_of_passed(row["id"]))


def _receiver(column: str) -> Callable[[AddressOwner], Transaction[None]]:
    def take(owner: AddressOwner) -> Transaction[None]:
        """They are written to no more, and nothing they answer counts: links they have are dead.
        What is open comes back to staff."""
        found = yield Sql(
            f"SELECT id, state, told_sealed AS cell FROM referral WHERE {owner.condition(column)}",
            owner.hashes,
            lock=True,
        )
        for row in found:
            told = changed(
                REFERRAL,
                row,
                owner.sealer,
                number="",
                asked_not_to_write=True,
                link_key=secrets.token_hex(LINK_KEY_BYTES),
            )
            yield Sql(
                "UPDATE referral SET told_sealed = ?, receiver_hash = NULL,"
                " receiver_number_hash = NULL WHERE id = ?",
                (told, row["id"]),
            )
            if row["state"] in OPEN:
                yield Sql("UPDATE referral SET back_at = ? WHERE id = ?", (owner.now, row["id"]))
            yield from drop_waiting(tells_of_referral(row["id"]))

    return take


def changed(column: SealedColumn, row: Row, sealer: Sealer, **values: Any) -> bytes | None:
    """The same cell with these values in it; None where nobody can open it any more."""
    if row["cell"] is None:
        return None
    try:
        told = from_json(sealer.open(bytes(row["cell"]), column.of(row["id"])))
    except SealFault:
        return None
    return sealer.seal(to_json_text({**told, **values}), column.of(row["id"]))


_BOTH, _AT_ERASE = frozenset((STOP, ERASE)), frozenset((ERASE,))


def _asked_service(owner: AddressOwner) -> Transaction[None]:
    """Nothing they write is an answer to what we asked of a service; its link still is."""
    yield Sql(
        "UPDATE service_confirmation SET number_hash = NULL"
        f" WHERE {owner.condition('number_hash')}",
        owner.hashes,
    )


ADDRESS_PLACES: tuple[AddressPlace, ...] = (
    AddressPlace("interest", "reach_hash", "created_at", _AT_ERASE, _left_number),
    AddressPlace("stray_message", "sender_hash", "received_at", _AT_ERASE, _stray),
    AddressPlace("alert_address", "address_hash", "linked_at", _BOTH, _staff_phone),
    AddressPlace("outbound_message", "reader_hash", "created_at", _BOTH, _waiting),
    AddressPlace("service_confirmation", "number_hash", "asked_at", _BOTH, _asked_service),
    AddressPlace("referral", "passed_hash", "created_at", _AT_ERASE, _passed_number),
    AddressPlace("referral", "receiver_hash", "created_at", _BOTH, _receiver("receiver_hash")),
    AddressPlace(
        *("referral", "receiver_number_hash", "created_at"),
        _BOTH,
        _receiver("receiver_number_hash"),
    ),
)
