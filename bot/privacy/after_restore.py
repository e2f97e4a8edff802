"""A backup was put back: who said STOP or ERASE since then stays stopped, and erased."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.database.transaction import Executor, Row, Sql, Transaction, as_time
from bot.privacy.forgetting import forget
from bot.privacy.registration import take_from_others
from bot.privacy.sealing.key_check import hold_to_key
from bot.privacy.sealing.sealer import Sealer, generation_of
from bot.privacy.stops_and_erasures import ERASE, STOP, Wish, note, noted, stop_contact
from bot.privacy.stray_messages import erase_strays
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
    for wish in wishes:
        if generation_of(wish.address_hash) > sealer.last_generation:
            held.unknown += 1
        else:
            by_address[sealer.lifted(wish.address_hash, to_the_last=True)].append(wish)
    by_person: dict[object, list[bytes]] = defaultdict(list)
    for address in by_address:
        by_person[people[address]["id"] if address in people else address].append(address)
    for addresses in by_person.values():
        said = [by_address[address] for address in addresses]
        yield from _hold_to(said, people.get(addresses[0]), held, now)
    numbers = yield Sql(
        "SELECT reach_hash AS kept, created_at AS since FROM interest WHERE reach_hash IS NOT NULL"
    )
    yield from take_from_others(_erased_since(numbers, by_address, sealer))
    strays = yield Sql(
        "SELECT sender_hash AS kept, received_at AS since FROM stray_message"
        " WHERE sender_hash IS NOT NULL"
    )
    yield from erase_strays(_erased_since(strays, by_address, sealer))
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


def _erased_since(
    rows: Sequence[Row], by_address: Mapping[bytes, Sequence[Wish]], sealer: Sealer
) -> set[bytes]:
    """Of what is kept by a hash of somebody's address: theirs who were erased afterwards."""
    gone = set()
    for row in rows:
        kept, since = bytes(row["kept"]), as_time(row["since"])
        said = by_address.get(sealer.lifted(kept, to_the_last=True), ())
        if any(wish.what == ERASE and since <= wish.said_at for wish in said):
            gone.add(kept)
    return gone
