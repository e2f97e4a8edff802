"""Several replicas on one database: one rate limit, one contact at a time, each message once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.database.opening import Database
from bot.messages.errors import TryLater
from bot.messages.message import InboundMessage
from bot.outbound.claim import LEASE
from bot.outbound.rate_limit import RateLimit
from bot.privacy.sealing.sealed_columns import CONTENT
from flows.engine.event import Heard, Picked
from tests.bot.harness import AWA, BILEL
from tests.bot.outbound.replicas import TEN, Replicas
from tests.unsealing import unsealed

SECOND = timedelta(seconds=1)


@pytest.fixture
async def replicas(database: Database) -> AsyncIterator[Replicas]:
    replicas = await Replicas.of(database)
    yield replicas
    for app in replicas.apps:
        await app.inbox.stop()
        await app.outbox.stop()


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
    one, other = replicas.apps
    await one.hears("+21620009999", "hello")
    assert replicas.sent[begun:] == [("+21620009999", "1: hello")]
    await other.outbox.deliver_due()
    assert len(replicas.sent) == begun + 1
    await replicas.looking_often(3)
    assert len(replicas.sent) == 21


async def test_a_broadcast_goes_on_as_soon_as_its_pace_allows(replicas: Replicas) -> None:
    """Woken by nobody, and however long a round takes: here a slow disk's 30 ms."""
    await replicas.broadcast(60)
    app = replicas.apps[0]
    sender = app.outbox._senders["telegram"]
    begin = app.clock.now
    while app.clock.now < begin + 3 * SECOND:
        await sender._round()
        app.clock.forward(timedelta(milliseconds=30))
        await asyncio.gather(*sender._in_flight)
        app.clock.forward(timedelta(seconds=sender._patience_s()))
    took = (app.clock.now - begin).total_seconds()
    assert len(replicas.sent) >= 0.95 * 10 * took


async def test_when_the_provider_asks_everybody_to_wait_no_replica_sends(
    replicas: Replicas,
) -> None:
    one, other = replicas.apps
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
    replicas = await Replicas.of(database, RateLimit(per_second=30, per_chat=1))
    one, other = replicas.apps
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
    one, other = replicas.apps
    waiting = await one.rows(
        "SELECT c.id, c.address_sealed FROM outbound_message AS m JOIN contact AS c"
        " ON c.id = m.contact_id WHERE m.state = 'queued' ORDER BY m.id"
    )
    stopped = unsealed(one.sealer, "contact", "address_sealed", waiting[-1])
    assert stopped
    await other.inbox.receive(other.inbound(stopped, "stop"))
    await other.inbox.settled()
    await replicas.looking_often(3)
    told = [text for address, text in replicas.sent if address == stopped]
    assert len(told) == 1
    assert "stop" in told[0]
    assert len(replicas.sent) == 20


async def test_two_messages_at_two_replicas_are_answered_one_after_the_other(
    replicas: Replicas,
) -> None:
    one, other = replicas.apps
    await one.hears(AWA, "hello")
    for number in range(10):
        # A button and a message of one person come at once, each to a replica of its own.
        await asyncio.gather(
            one.inbox.receive(one.inbound(AWA, f"word {number}")),
            other.inbox.receive(other.inbound(AWA, Picked("key"))),
        )
    for app in replicas.apps:
        await app.inbox.settled()
    rows = await one.rows(
        "SELECT contact_id, content_sealed FROM outbound_message WHERE state = 'queued' ORDER BY id"
    )
    opened = [one.sealer.open(row["content_sealed"], CONTENT.of(row["contact_id"])) for row in rows]
    assert [int(each.split('"')[3].split(":")[0]) for each in opened] == list(range(2, 22))
    answered = await one.rows("SELECT id FROM inbound_message WHERE answered_at IS NULL")
    assert answered == []


async def test_what_a_dead_replica_was_sending_is_taken_up_after_the_lease(
    replicas: Replicas,
) -> None:
    one, other = replicas.apps
    await replicas.queue(3)
    replicas.provider.takes_s = 3600
    dying = asyncio.create_task(one.outbox.deliver_due())
    await replicas.provider.began.wait()
    for task in (dying, *one.outbox._senders["telegram"]._in_flight):
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
    replicas = await Replicas.of(database, RateLimit())
    replicas.provider.takes_s = 0.002
    people = [f"+2162000{number:04}" for number in range(8)]
    for app in replicas.apps:
        app.outbox.start()
    for number in range(12):
        for at, person in enumerate(people):
            app = replicas.apps[(number + at) % 2]
            inbound = InboundMessage(
                "telegram", person, f"{person}-{number}", Heard(f"word{number}")
            )
            await app.inbox.receive(inbound)
            if number % 5 == 0:  # a repetition, told to the other one
                assert not await replicas.apps[(number + at + 1) % 2].inbox.receive(inbound)
    for app in replicas.apps:
        await app.inbox.settled()
    await replicas.deliver()
    for app in replicas.apps:
        await app.outbox.stop()
    for person in people:
        told = [text for to, text in replicas.sent if to == person]
        assert told == [f"{number + 1}: word{number}" for number in range(12)]
