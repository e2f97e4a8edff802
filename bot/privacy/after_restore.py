"""A backup was put back: who said STOP or ERASE since then stays stopped, and erased."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.database.transaction import Executor, Row, Sql, Transaction, as_time
from bot.privacy.forgetting import forget
from bot.privacy.sealing.key_check import hold_to_key
from bot.privacy.sealing.sealer import Sealer, generation_of
from bot.privacy.stops_and_erasures import (
    ERASE,
    STOP,
    WITHDRAW,
    Wish,
    note,
    noted,
    stop_contact,
)
from bot.privacy.traces.addresses import ADDRESS_PLACES, AddressOwner
from bot.privacy.traces.taken_back import take_back_again
from bot.privacy.unsealed import seal_what_is_in_clear


@dataclass(slots=True)
class Held:
    """How many were stopped and erased again, and of how many lines no key of ours says who it was.

    `newest`: the last sign of life in what was put back."""

    stopped: int = 0
    erased: int = 0
    unknown: int = 0
    newest: datetime | None = None


async def hold_to_wishes(
    executor: Executor, sealer: Sealer, wishes: Iterable[Wish], now: datetime
) -> Held:
    """Carry out again what the database put back knows nothing of. Twice is as once."""
    await hold_to_key(executor, sealer)
    # What an older release kept without a hash is found by one, too.
    await seal_what_is_in_clear(executor, sealer)
    return await executor.run(lambda: _hold(sealer, sorted(set(wishes)), now))


def _hold(sealer: Sealer, wishes: Sequence[Wish], now: datetime) -> Transaction[Held]:
    # A backup of an older key has older hashes than the wishes, or the other way round: all are
    # lifted to the last generation that we have a key for.
    held = Held()
    rows = yield Sql("SELECT id, address_hash, created_at, stopped_at, last_seen_at FROM contact")
    held.newest = max((as_time(row["last_seen_at"]) for row in rows), default=None)
    people = yield from _people(rows, sealer)
    by_address: dict[bytes, list[Wish]] = defaultdict(list)
    by_code: dict[bytes, datetime] = {}
    for wish in wishes:
        hashed = sealer.lifted(wish.address_hash, to_the_last=True)
        if generation_of(wish.address_hash) > sealer.last_generation:
            held.unknown += 1
        elif wish.what == WITHDRAW:
            by_code[hashed] = wish.said_at
        else:
            by_address[hashed].append(wish)
    by_person: dict[object, list[bytes]] = defaultdict(list)
    for address in by_address:
        by_person[people[address]["id"] if address in people else address].append(address)
    for addresses in by_person.values():
        said = [by_address[address] for address in addresses]
        yield from _hold_to(said, people.get(addresses[0]), held, now)
    yield from take_back_again(by_code, sealer)
    for place in ADDRESS_PLACES:
        kept = yield Sql(
            f"SELECT {place.column} AS kept, {place.since} AS since FROM {place.table}"
            f" WHERE {place.column} IS NOT NULL"
        )
        gone = _gone_since(kept, by_address, sealer, place.ends)
        if gone:
            yield from place.take(AddressOwner(sorted(gone), sealer, now))
    known = set((yield from noted()))
    for wish in wishes:
        if wish not in known:
            yield from note(wish.what, wish.address_hash, wish.said_at)
    return held


def _people(contacts: Sequence[Row], sealer: Sealer) -> Transaction[dict[bytes, Row]]:
    """By each of their addresses: who has another number since is known by the one that stayed."""
    people = {sealer.lifted(bytes(row["address_hash"]), to_the_last=True): row for row in contacts}
    by_id = {row["id"]: row for row in contacts}
    for other in (yield Sql("SELECT address_hash, contact_id FROM contact_alias")):
        alias = sealer.lifted(bytes(other["address_hash"]), to_the_last=True)
        people[alias] = by_id[other["contact_id"]]
    return people


def _hold_to(
    by_address: Sequence[Sequence[Wish]], person: Row | None, held: Held, now: datetime
) -> Transaction[None]:
    """Of one person, in the order they said it; START is left to be said again."""
    said = sorted(wish for wishes in by_address for wish in wishes)
    erased_at = max((wish.said_at for wish in said if wish.what == ERASE), default=None)
    if person and erased_at and as_time(person["created_at"]) <= erased_at:
        before = [wish for wish in said if wish.said_at <= erased_at and wish.what != ERASE]
        if before and before[-1].what == STOP:
            yield from stop_contact(person["id"], before[-1].said_at)
        yield from forget(person["id"], now, their_feedback_too=True)
        held.erased += 1
        person = None
    last = [wish for wish in said if wish.what != ERASE][-1:]
    if not last or last[0].what != STOP:
        return
    if person is None:
        for wishes in by_address:
            yield Sql(
                "INSERT INTO suppression (address_hash, stopped_at) VALUES (?, ?)"
                " ON CONFLICT (address_hash) DO NOTHING",
                (wishes[-1].address_hash, last[0].said_at),
            )
    elif person["stopped_at"] is None:
        yield from stop_contact(person["id"], last[0].said_at)
        held.stopped += 1


def _gone_since(
    rows: Sequence[Row],
    by_address: Mapping[bytes, Sequence[Wish]],
    sealer: Sealer,
    ends: frozenset[str],
) -> set[bytes]:
    """Of what is kept by a hash of somebody's address: theirs who said one of `ends` afterwards."""
    gone = set()
    for row in rows:
        kept, since = bytes(row["kept"]), as_time(row["since"])
        said = by_address.get(sealer.lifted(kept, to_the_last=True), ())
        if any(wish.what in ends and since <= wish.said_at for wish in said):
            gone.add(kept)
    return gone
