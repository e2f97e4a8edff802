"""Whose reply goes next, where a slow route has more to send than it can? On two replicas."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.routes import THE_ONLY
from bot.database.opening import Database
from bot.messages.message import Rendered
from bot.outbound.fair_queue import AHEAD_OF_ALL, SLICE
from bot.outbound.outbox import REPLY_LIVES, OutboundDraft, queue
from bot.outbound.rate_limit import RateLimit
from tests.bot.harness import AWA, BILEL
from tests.bot.outbound.replicas import Replicas

SECOND = timedelta(seconds=1)
CARLA = "+21620000003"


async def slow(database: Database, per_second: float = 1) -> Replicas:
    return await Replicas.of(database, RateLimit(per_second=per_second))


async def write(replicas: Replicas, address: str, messages: int = 1, word: str = "word") -> None:
    """They write so many times at once, to one replica and the other in turn."""
    for number in range(messages):
        app = replicas.apps[number % 2]
        await app.inbox.receive(app.inbound(address, f"{word} {number}"))
        await app.inbox.settled()


async def danger(replicas: Replicas, address: str) -> None:
    """What a turn about danger queues."""
    app = replicas.apps[0]
    contact_id = await app.one(
        "SELECT id FROM contact WHERE address_hash = ?",
        app.sealer.address_hash("telegram", address),
    )
    draft = OutboundDraft(
        channel="telegram",
        contact_id=contact_id,
        message=Rendered("call 190"),
        segments=None,
        kind="reply",
        created_at=app.clock(),
        next_attempt_at=app.clock(),
        expires_at=app.clock() + REPLY_LIVES,
        route=THE_ONLY,
        urgent=True,
    )
    await app.executor.run(lambda: queue(draft, app.sealer))


async def nothing_left(replicas: Replicas) -> None:
    """The route has just sent all it may at once."""
    full_at = replicas.apps[0].clock() + 3 * SECOND
    await replicas.apps[0].rows(
        "INSERT INTO channel_pace (channel, full_at) VALUES ('telegram', ?) RETURNING channel",
        full_at,
    )


async def waits(replicas: Replicas, address: str, most: int = 600) -> float:
    """Seconds until they have an answer more; the senders look ten times a second."""
    had = len(told(replicas, address))
    for tenth in range(10 * most):
        await replicas.deliver()
        if len(told(replicas, address)) > had:
            return tenth / 10
        for app in replicas.apps:
            app.clock.forward(SECOND / 10)
    raise AssertionError("no answer")


def told(replicas: Replicas, address: str) -> list[str]:
    return [text for to, text in replicas.sent if to == address]


def whose(replicas: Replicas, names: Sequence[str]) -> list[str]:
    return ["ABC"[names.index(to)] for to, _text in replicas.sent]


@pytest.mark.parametrize(("per_second", "most_s"), [(1, 1), (0.25, 4)])
async def test_sixty_messages_of_one_person_hold_up_nobody(
    database: Database, per_second: float, most_s: float
) -> None:
    replicas = await slow(database, per_second)
    await write(replicas, AWA, 60)
    await replicas.deliver()
    await write(replicas, BILEL)
    assert await waits(replicas, BILEL) <= most_s
    assert len(told(replicas, AWA)) < 10


async def test_nor_when_they_wrote_long_before(database: Database) -> None:
    replicas = await slow(database)
    await write(replicas, AWA, 60)
    await replicas.looking_often(20)
    await write(replicas, BILEL)
    assert await waits(replicas, BILEL) <= 1


async def test_one_persons_answers_come_in_order_and_all_of_them(database: Database) -> None:
    replicas = await slow(database, 10)
    await write(replicas, AWA, 12)
    await write(replicas, BILEL, 2)
    await replicas.looking_often(3)
    assert told(replicas, AWA) == [f"{n + 1}: word {n}" for n in range(12)]
    assert told(replicas, BILEL) == ["1: word 0", "2: word 1"]


async def test_they_are_answered_in_turn(database: Database) -> None:
    replicas = await slow(database)
    people = (AWA, BILEL, CARLA)
    for address in people:
        await write(replicas, address, 4)
    await replicas.looking_often(12)
    order = whose(replicas, people)
    assert sorted(order) == sorted("ABC" * 4)
    for at in range(1, 13):
        had = [order[:at].count(each) for each in "ABC"]
        # Two replicas send side by side: one may be a message ahead.
        assert max(had) - min(had) <= 2, order


async def test_who_wrote_much_is_not_passed_over_for_ever(database: Database) -> None:
    replicas = await slow(database)
    await write(replicas, AWA, 3)
    await replicas.deliver()
    for app in replicas.apps:
        app.clock.forward(SLICE * 2 + SECOND)
    for number in range(5):
        await write(replicas, f"+2162000010{number}")
    await replicas.looking_often(2)
    assert len(told(replicas, AWA)) == 3


async def test_danger_goes_before_everybody_and_after_what_they_were_told_before(
    database: Database,
) -> None:
    replicas = await slow(database)
    await write(replicas, CARLA)
    for app in replicas.apps:
        app.clock.forward(REPLY_LIVES - SECOND * 10)
    await nothing_left(replicas)
    await write(replicas, AWA, 2)
    await write(replicas, BILEL, 2)
    await danger(replicas, BILEL)
    await replicas.looking_often(7)
    order = whose(replicas, (AWA, BILEL, CARLA))
    assert sorted(order) == list("AABBBC")
    # Two replicas send side by side: while a message of Bilel's leaves the one, the other may have
    # taken what comes next. In turn, his last would be the sixth.
    assert order[:4].count("B") == 3
    assert order[-1] == "A"
    assert told(replicas, BILEL)[-1] == "call 190"
    assert AHEAD_OF_ALL > REPLY_LIVES


async def test_two_in_danger_are_told_in_turn(database: Database) -> None:
    replicas = await slow(database)
    await write(replicas, AWA)
    await write(replicas, BILEL)
    await replicas.deliver()
    for address in (AWA, AWA, BILEL):
        await danger(replicas, address)
    await replicas.looking_often(4)
    assert whose(replicas, (AWA, BILEL))[2:] == list("ABA")


async def test_the_queue_is_read_from_the_beginning_of_its_index(
    sqlite_database: Database,
) -> None:
    replicas = await slow(sqlite_database)
    plan = await replicas.apps[0].rows(
        "EXPLAIN QUERY PLAN SELECT m.id FROM outbound_message AS m WHERE m.state = 'queued'"
        " AND m.channel = ? AND m.route = ? AND m.kind = ? AND m.next_attempt_at <= ?"
        " ORDER BY m.fair_at, m.next_attempt_at, m.id LIMIT 4",
        *("telegram", "", "reply", replicas.apps[0].clock()),
    )
    told_of = " ".join(row["detail"] for row in plan)
    assert "outbound_message_due" in told_of
    assert "TEMP B-TREE" not in told_of


async def test_nothing_says_afterwards_whose_message_went_first(database: Database) -> None:
    replicas = await slow(database)
    await write(replicas, AWA)
    await danger(replicas, AWA)
    waiting = await replicas.apps[0].rows("SELECT fair_at FROM outbound_message")
    assert all(row["fair_at"] for row in waiting)
    await replicas.looking_often(4)
    assert len(replicas.sent) == 2
    settled = await replicas.apps[0].rows("SELECT fair_at FROM outbound_message")
    assert {row["fair_at"] for row in settled} == {0}


def test_every_way_to_settle_a_message_forgets_its_turn() -> None:
    """The tables hold to it that what is settled says nothing; so each way sets SETTLED."""
    ways = {
        path.name
        for path in (Path(__file__).parents[3] / "bot").rglob("*.py")
        if "content_sealed = NULL" in path.read_text(encoding="utf-8")
    }
    assert ways == {"attempts.py"}
