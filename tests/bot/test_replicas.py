"""Several replicas on one database: one pace, one contact at a time, each message once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.broadcasts.audience import Audience
from bot.broadcasts.reminders import Draft
from bot.channels.base import Incoming, TryLater
from bot.database.opening import Database
from bot.outbound.claim import LEASE
from bot.outbound.rate_limit import Pace
from flows.engine.event import Heard, Picked
from tests.bot.house import AWA, BILEL, SEWING, House, build_house
from tests.fakes import RememberingChannel

SECOND = timedelta(seconds=1)
TEN = Pace(per_second=10)


class Replicas:
    """Houses on one database, with one provider that remembers what each of them sent.

    It fails when two messages are on their way to one address at the same time."""

    def __init__(self, houses: list[House], provider: RememberingChannel) -> None:
        self.houses = houses
        self.provider = provider
        for house in houses:  # every message with an id of its own
            house.numbers = houses[0].numbers

    @classmethod
    async def of(cls, database: Database, pace: Pace = TEN) -> Replicas:
        provider, paces = RememberingChannel(), {"telegram": pace}
        others = {"telegram": provider}
        return cls(
            [await build_house(database.lane, others=others, paces=paces) for _ in range(2)],
            provider,
        )

    @property
    def sent(self) -> list[tuple[str, str]]:
        return self.provider.sent

    async def deliver(self) -> None:
        await asyncio.gather(*(house.outbox.deliver_due() for house in self.houses))

    async def later(self, by: timedelta) -> None:
        for house in self.houses:
            house.clock.forward(by)
        await self.deliver()

    async def looking_often(self, seconds: int) -> None:
        for _tenth in range(10 * seconds):
            await self.later(SECOND / 10)

    async def queue(self, people: int) -> None:
        """A reply for each of so many people."""
        house = self.houses[0]
        for number in range(people):
            await house.inbox.receive(house.incoming(f"+2162000{number:04}", "hello"))
        await house.inbox.settled()

    async def broadcast(self, people: int) -> None:
        """A reminder for each of so many people, who have registered before."""
        house = self.houses[0]
        for number in range(people):
            address = f"+2162000{number:04}"
            await house.inbox.receive(house.incoming(address, "speak fr"))
            await house.inbox.receive(house.incoming(address, f"want {SEWING}"))
        await house.inbox.settled()
        await house.rows("UPDATE outbound_message SET state = 'sent' RETURNING id")
        await house.reminders.schedule(Draft("t", Audience(SEWING), {"fr": "lundi"}, "trainer"))
        assert await house.reminders.send_due() == people


@pytest.fixture
async def replicas(database: Database) -> AsyncIterator[Replicas]:
    replicas = await Replicas.of(database)
    yield replicas
    for house in replicas.houses:
        await house.inbox.stop()
        await house.outbox.stop()


async def test_replicas_share_one_pace(replicas: Replicas) -> None:
    await replicas.queue(40)
    await replicas.deliver()
    assert len(replicas.sent) == int(TEN.capacity)
    for second in range(1, 4):
        await replicas.looking_often(1)
        assert len(replicas.sent) == int(TEN.capacity) + 10 * second
    await replicas.later(SECOND)
    assert len(set(replicas.sent)) == len(replicas.sent) == int(TEN.capacity) + 33


async def test_a_reply_overtakes_a_broadcast_that_has_used_up_its_part(replicas: Replicas) -> None:
    await replicas.broadcast(20)
    await replicas.deliver()
    begun = len(replicas.sent)
    assert begun == int(TEN.capacity) - TEN.reserve
    one, other = replicas.houses
    await one.hears("+21620009999", "hello")
    assert replicas.sent[begun:] == [("+21620009999", "1: hello")]
    await other.outbox.deliver_due()
    assert len(replicas.sent) == begun + 1
    await replicas.looking_often(3)
    assert len(replicas.sent) == 21


async def test_a_broadcast_goes_on_as_soon_as_its_pace_allows(replicas: Replicas) -> None:
    """Woken by nobody, and however long a round takes: here a slow disk's 30 ms."""
    await replicas.broadcast(60)
    house = replicas.houses[0]
    courier = house.outbox._couriers["telegram"]
    begin = house.clock.now
    while house.clock.now < begin + 3 * SECOND:
        await courier._round()
        house.clock.forward(timedelta(milliseconds=30))
        await asyncio.gather(*courier._in_flight)
        house.clock.forward(timedelta(seconds=courier._patience_s()))
    took = (house.clock.now - begin).total_seconds()
    assert len(replicas.sent) >= 0.95 * 10 * took


async def test_when_the_provider_asks_everybody_to_wait_no_replica_sends(
    replicas: Replicas,
) -> None:
    one, other = replicas.houses
    replicas.provider.refusals = [TryLater("flood", timedelta(minutes=1), everybody=True)]
    await one.hears(AWA, "hello")
    await other.hears(BILEL, "hello")
    await replicas.later(timedelta(seconds=59))
    assert replicas.sent == []
    await replicas.later(SECOND * 30)
    assert sorted(replicas.sent) == [(AWA, "1: hello"), (BILEL, "1: hello")]


async def test_a_chat_gets_one_message_a_second_from_whichever_replica(
    database: Database,
) -> None:
    replicas = await Replicas.of(database, Pace(per_second=30, per_chat=1))
    one, other = replicas.houses
    await one.hears(AWA, "hello")
    await other.hears(AWA, "more")
    await one.hears(BILEL, "hello")
    assert replicas.sent == [(AWA, "1: hello"), (BILEL, "1: hello")]
    await replicas.later(SECOND - timedelta(milliseconds=1))
    assert len(replicas.sent) == 2
    await replicas.later(timedelta(milliseconds=1))
    assert sorted(replicas.sent)[1] == (AWA, "2: more")


async def test_a_stop_heard_by_one_replica_holds_back_what_another_queued(
    replicas: Replicas,
) -> None:
    await replicas.broadcast(20)
    await replicas.deliver()
    one, other = replicas.houses
    waiting = await one.rows(
        "SELECT contact_id, address_sealed FROM outbound_message WHERE state = 'queued'"
    )
    stopped = one.sealer.open(bytes(waiting[-1]["address_sealed"]))
    await other.inbox.receive(other.incoming(stopped, "stop"))
    await other.inbox.settled()
    await replicas.looking_often(3)
    told = [text for address, text in replicas.sent if address == stopped]
    assert len(told) == 1
    assert "stop" in told[0]
    assert len(replicas.sent) == 20


async def test_two_messages_at_two_replicas_are_answered_one_after_the_other(
    replicas: Replicas,
) -> None:
    one, other = replicas.houses
    await one.hears(AWA, "hello")
    for number in range(10):
        # A button and a message of one person come at once, each to a replica of its own.
        await asyncio.gather(
            one.inbox.receive(one.incoming(AWA, f"word {number}")),
            other.inbox.receive(other.incoming(AWA, Picked("key"))),
        )
    for house in replicas.houses:
        await house.inbox.settled()
    rows = await one.rows("SELECT content FROM outbound_message ORDER BY id")
    turns = [int(row["content"].split('"')[3].split(":")[0]) for row in rows]
    assert turns == list(range(1, 22))
    answered = await one.rows("SELECT id FROM inbound_message WHERE answered_at IS NULL")
    assert answered == []


async def test_what_a_dead_replica_was_sending_is_taken_up_after_the_lease(
    replicas: Replicas,
) -> None:
    one, other = replicas.houses
    await replicas.queue(3)
    replicas.provider.takes_s = 3600
    dying = asyncio.create_task(one.outbox.deliver_due())
    await replicas.provider.began.wait()
    for task in (dying, *one.outbox._couriers["telegram"]._in_flight):
        task.cancel()
    replicas.provider.takes_s = 0
    other.clock.forward(LEASE - SECOND)
    await other.outbox.tidy()
    await other.outbox.deliver_due()
    assert replicas.sent == []
    other.clock.forward(SECOND)
    await other.outbox.tidy()
    await other.outbox.deliver_due()
    assert len(replicas.sent) == 3


async def test_many_people_on_two_replicas_get_each_answer_once_and_in_order(
    database: Database,
) -> None:
    replicas = await Replicas.of(database, Pace())
    replicas.provider.takes_s = 0.002
    people = [f"+2162000{number:04}" for number in range(8)]
    for house in replicas.houses:
        house.outbox.start()
    for number in range(12):
        for at, person in enumerate(people):
            house = replicas.houses[(number + at) % 2]
            incoming = Incoming("telegram", person, f"{person}-{number}", Heard(f"word{number}"))
            await house.inbox.receive(incoming)
            if number % 5 == 0:  # a repetition, told to the other one
                assert not await replicas.houses[(number + at + 1) % 2].inbox.receive(incoming)
    for house in replicas.houses:
        await house.inbox.settled()
    await replicas.deliver()
    for house in replicas.houses:
        await house.outbox.stop()
    for person in people:
        told = [text for to, text in replicas.sent if to == person]
        assert told == [f"{number + 1}: word{number}" for number in range(12)]
