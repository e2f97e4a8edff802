"""Sending: what a provider may answer, crashes between the steps, order, and what is too late."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.database.opening import Database
from bot.messages.errors import Rejected, TryLater, Unreachable
from bot.messages.message import Button, Rendered, RenderedPin
from bot.messages.serialization import message_from_json, message_to_json
from bot.outbound.claim import LEASE
from bot.outbound.sender import LONGEST_PAUSE, SURPRISES_ALLOWED, pause_after
from services_directory.values.entries import Position
from tests.bot.harness import AWA, BILEL, Harness, build_harness

SECOND = timedelta(seconds=1)


async def state_of(app: Harness, number: int = 1) -> tuple[str, str | None, int]:
    row = (
        await app.rows("SELECT state, state_reason, attempts FROM outbound_message ORDER BY id")
    )[number - 1]
    return row["state"], row["state_reason"], row["attempts"]


async def test_try_later_waits_as_long_as_the_provider_asks(app: Harness) -> None:
    app.channels["telegram"].refusals = [TryLater("flood", after=timedelta(minutes=5))]
    await app.hears(AWA, "hello")
    assert await state_of(app) == ("queued", "flood", 1)
    await app.later(timedelta(minutes=5) - SECOND)
    assert app.told(AWA) == []
    await app.later(SECOND)
    assert app.told(AWA) == ["1: hello"]
    assert await state_of(app) == ("sent", None, 2)


async def test_pauses_grow_and_end_growing() -> None:
    for attempts in range(1, 60):
        pause = pause_after(attempts)
        doubled = min(timedelta(seconds=2 * 2 ** min(attempts - 1, 20)), LONGEST_PAUSE)
        assert doubled * 0.75 <= pause <= doubled * 1.25


async def test_an_answer_waiting_to_be_sent_again_holds_back_the_later_ones(app: Harness) -> None:
    app.channels["telegram"].refusals = [TryLater("flood", after=timedelta(minutes=1))]
    await app.hears(AWA, "hello")
    await app.hears(AWA, "more")
    assert app.told(AWA) == []
    await app.hears(BILEL, "hello")
    assert app.told(BILEL) == ["1: hello"]
    await app.later(timedelta(minutes=1))
    assert app.told(AWA) == ["1: hello", "2: more"]


async def test_nothing_more_is_sent_to_an_address_nobody_reads(app: Harness) -> None:
    app.channels["telegram"].refusals = [Unreachable("blocked by the user")]
    for words in ("hello", "more"):
        await app.inbox.receive(app.inbound(AWA, words))
    await app.settle()
    assert app.told(AWA) == []
    assert await state_of(app, 1) == ("failed", "blocked by the user", 1)
    assert await state_of(app, 2) == ("cancelled", "unreachable", 0)
    assert await app.one("SELECT COUNT(*) FROM contact WHERE unreachable_at IS NOT NULL") == 1


async def test_whoever_writes_again_can_be_reached_again(app: Harness) -> None:
    app.channels["telegram"].refusals = [Unreachable("blocked by the user")]
    await app.hears(AWA, "hello")
    await app.hears(AWA, "back again")
    assert app.told(AWA) == ["2: back again"]
    assert await app.one("SELECT COUNT(*) FROM contact WHERE unreachable_at IS NOT NULL") == 0


async def test_what_the_provider_refuses_is_shown_to_staff(app: Harness) -> None:
    app.channels["telegram"].refusals = [Rejected("message is too long")]
    await app.hears(AWA, "hello")
    assert await state_of(app) == ("failed", "message is too long", 1)
    await app.hears(AWA, "more")
    assert app.told(AWA) == ["2: more"]


async def test_a_fault_of_ours_is_tried_again_but_not_for_ever(app: Harness) -> None:
    app.channels["telegram"].refusals = [ValueError(AWA)] * SURPRISES_ALLOWED
    with capture_logs() as logs:
        await app.hears(AWA, "hello")
        for _ in range(SURPRISES_ALLOWED):
            await app.later(LONGEST_PAUSE * 2)
    assert await state_of(app) == ("failed", "ValueError", SURPRISES_ALLOWED)
    assert AWA not in repr(logs)


async def test_an_answer_a_day_late_is_not_sent(app: Harness) -> None:
    app.channels["telegram"].refusals = [TryLater("down", after=timedelta(hours=30))]
    await app.hears(AWA, "hello")
    await app.later(timedelta(hours=31))
    assert app.told(AWA) == []
    assert await state_of(app) == ("cancelled", "expired", 1)


async def test_a_message_whose_channel_is_off_waits_for_it(app: Harness) -> None:
    telegram = app.outbox._senders.pop("telegram")
    await app.hears(AWA, "hello")
    assert await state_of(app) == ("queued", None, 0)
    app.outbox._senders["telegram"] = telegram
    await app.settle()
    assert app.told(AWA) == ["1: hello"]


async def test_a_send_cut_off_by_a_crash_is_done_again_after_the_lease(
    app: Harness, database: Database
) -> None:
    app.channels["telegram"].takes_s = 3600
    await app.inbox.receive(app.inbound(AWA, "hello"))
    await app.inbox.settled()
    delivering = asyncio.create_task(app.outbox.deliver_due())
    await app.channels["telegram"].began.wait()
    assert await state_of(app) == ("sending", None, 1)
    delivering.cancel()  # the process dies before the provider has answered
    again = await build_harness(database.executor)
    await again.later(LEASE - SECOND)
    assert again.told(AWA) == []
    await again.later(SECOND)
    assert again.told(AWA) == ["1: hello"]
    app.channels["telegram"].takes_s = 0
    for task in list(app.outbox._senders["telegram"]._in_flight):
        task.cancel()


async def test_what_was_sent_is_recorded_even_when_the_database_was_away(
    app: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    await app.inbox.receive(app.inbound(AWA, "hello"))
    await app.inbox.settled()
    sender = app.outbox._senders["telegram"]
    await sender._round()
    await asyncio.wait(sender._in_flight)
    assert app.told(AWA) == ["1: hello"]

    async def away(_: object) -> None:
        raise OSError

    monkeypatch.setattr(type(app.executor), "run", lambda *_, **_brief: away(None))
    with pytest.raises(OSError):  # noqa: PT011
        await sender._round()
    monkeypatch.undo()
    await app.outbox.deliver_due()
    assert await state_of(app) == ("sent", None, 1)
    assert app.told(AWA) == ["1: hello"]


async def test_two_processes_never_send_the_same_message(app: Harness, database: Database) -> None:
    other = await build_harness(database.executor)
    for number in range(40):
        await app.inbox.receive(app.inbound(f"+216200010{number:02}", "hello"))
    await app.inbox.settled()
    await asyncio.gather(app.outbox.deliver_due(), other.outbox.deliver_due())
    sent = app.channels["telegram"].sent + other.channels["telegram"].sent
    assert len(sent) == len(set(sent)) == 40


async def test_no_more_are_on_their_way_at_once_than_allowed(app: Harness) -> None:
    telegram = app.channels["telegram"]
    telegram.takes_s = 0.01
    app.outbox._senders["telegram"]._at_once = 4
    for number in range(20):
        await app.inbox.receive(app.inbound(f"+216200010{number:02}", "hello"))
    await app.settle()
    assert len(telegram.sent) == 20
    assert telegram.most_at_once == 4


async def test_an_answer_waits_while_the_one_before_it_is_on_its_way(app: Harness) -> None:
    telegram = app.channels["telegram"]
    telegram.takes_s = 0.05
    app.outbox.start()
    await app.inbox.receive(app.inbound(AWA, "hello"))
    await telegram.began.wait()
    await app.hears(AWA, "more")
    assert app.told(AWA) == ["1: hello", "2: more"]
    assert [(await state_of(app, number))[2] for number in (1, 2)] == [1, 1]


async def test_a_slow_channel_holds_up_no_other(app: Harness) -> None:
    app.channels["sms"].takes_s = 3600
    await app.inbox.receive(app.inbound(AWA, "hello", "sms"))
    await app.inbox.receive(app.inbound(BILEL, "hello"))
    await app.inbox.settled()
    delivering = asyncio.create_task(app.outbox.deliver_due())
    await app.channels["telegram"].arrived.wait()
    assert app.told(BILEL) == ["1: hello"]
    assert app.told(AWA, "sms") == []
    delivering.cancel()
    for task in list(app.outbox._senders["sms"]._in_flight):
        task.cancel()


async def test_once_started_it_sends_as_soon_as_something_is_queued(app: Harness) -> None:
    app.outbox.start()
    await app.inbox.receive(app.inbound(AWA, "hello"))
    await app.channels["telegram"].arrived.wait()
    assert app.told(AWA) == ["1: hello"]
    await app.outbox.stop()
    assert await state_of(app) == ("sent", None, 1)


async def test_stopping_lets_what_is_on_its_way_arrive(app: Harness) -> None:
    app.channels["telegram"].takes_s = 0.2
    app.outbox.start()
    await app.inbox.receive(app.inbound(AWA, "hello"))
    await app.channels["telegram"].began.wait()
    await app.outbox.stop()
    assert app.told(AWA) == ["1: hello"]
    assert await state_of(app) == ("sent", None, 1)


@pytest.mark.parametrize(
    "message",
    [
        Rendered("hello"),
        Rendered("", location_label="Où je suis"),
        Rendered(
            "مرحبا\nsecond line", ((Button("a", "١"), Button("b", "\u2067ب")), (Button("c", ""),))
        ),
        Rendered("x", pin=RenderedPin(Position(36, 8.5), "Hôpital", "")),
    ],
)
def test_a_message_reads_back_as_it_was_written(message: Rendered) -> None:
    assert message_from_json(message_to_json(message)) == message
