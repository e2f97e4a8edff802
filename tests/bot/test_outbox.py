"""Sending: what a provider may answer, crashes between the steps, order, and what is too late."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.channels.base import Button, Rejected, Rendered, RenderedPin, TryLater, Unreachable
from bot.database.opening import Database
from bot.messages.serialization import message_from_json, message_to_json
from bot.outbound.claim import LEASE
from bot.outbound.sender import LONGEST_PAUSE, SURPRISES_ALLOWED, pause_after
from services_directory.values.entries import Position
from tests.bot.house import AWA, BILEL, House, build_house

SECOND = timedelta(seconds=1)


async def state_of(house: House, number: int = 1) -> tuple[str, str | None, int]:
    row = (
        await house.rows("SELECT state, state_reason, attempts FROM outbound_message ORDER BY id")
    )[number - 1]
    return row["state"], row["state_reason"], row["attempts"]


async def test_try_later_waits_as_long_as_the_provider_asks(house: House) -> None:
    house.channels["telegram"].refusals = [TryLater("flood", after=timedelta(minutes=5))]
    await house.hears(AWA, "hello")
    assert await state_of(house) == ("queued", "flood", 1)
    await house.later(timedelta(minutes=5) - SECOND)
    assert house.told(AWA) == []
    await house.later(SECOND)
    assert house.told(AWA) == ["1: hello"]
    assert await state_of(house) == ("sent", None, 2)


async def test_pauses_grow_and_end_growing() -> None:
    for attempts in range(1, 60):
        pause = pause_after(attempts)
        doubled = min(timedelta(seconds=2 * 2 ** min(attempts - 1, 20)), LONGEST_PAUSE)
        assert doubled * 0.75 <= pause <= doubled * 1.25


async def test_an_answer_waiting_to_be_sent_again_holds_back_the_later_ones(house: House) -> None:
    house.channels["telegram"].refusals = [TryLater("flood", after=timedelta(minutes=1))]
    await house.hears(AWA, "hello")
    await house.hears(AWA, "more")
    assert house.told(AWA) == []
    await house.hears(BILEL, "hello")
    assert house.told(BILEL) == ["1: hello"]
    await house.later(timedelta(minutes=1))
    assert house.told(AWA) == ["1: hello", "2: more"]


async def test_nothing_more_is_sent_to_an_address_nobody_reads(house: House) -> None:
    house.channels["telegram"].refusals = [Unreachable("blocked by the user")]
    for words in ("hello", "more"):
        await house.inbox.receive(house.incoming(AWA, words))
    await house.settle()
    assert house.told(AWA) == []
    assert await state_of(house, 1) == ("failed", "blocked by the user", 1)
    assert await state_of(house, 2) == ("cancelled", "unreachable", 0)
    assert await house.one("SELECT COUNT(*) FROM contact WHERE unreachable_at IS NOT NULL") == 1


async def test_whoever_writes_again_can_be_reached_again(house: House) -> None:
    house.channels["telegram"].refusals = [Unreachable("blocked by the user")]
    await house.hears(AWA, "hello")
    await house.hears(AWA, "back again")
    assert house.told(AWA) == ["2: back again"]
    assert await house.one("SELECT COUNT(*) FROM contact WHERE unreachable_at IS NOT NULL") == 0


async def test_what_the_provider_refuses_is_shown_to_staff(house: House) -> None:
    house.channels["telegram"].refusals = [Rejected("message is too long")]
    await house.hears(AWA, "hello")
    assert await state_of(house) == ("failed", "message is too long", 1)
    await house.hears(AWA, "more")
    assert house.told(AWA) == ["2: more"]


async def test_a_fault_of_ours_is_tried_again_but_not_for_ever(house: House) -> None:
    house.channels["telegram"].refusals = [ValueError(AWA)] * SURPRISES_ALLOWED
    with capture_logs() as logs:
        await house.hears(AWA, "hello")
        for _ in range(SURPRISES_ALLOWED):
            await house.later(LONGEST_PAUSE * 2)
    assert await state_of(house) == ("failed", "ValueError", SURPRISES_ALLOWED)
    assert AWA not in repr(logs)


async def test_an_answer_a_day_late_is_not_sent(house: House) -> None:
    house.channels["telegram"].refusals = [TryLater("down", after=timedelta(hours=30))]
    await house.hears(AWA, "hello")
    await house.later(timedelta(hours=31))
    assert house.told(AWA) == []
    assert await state_of(house) == ("cancelled", "expired", 1)


async def test_a_message_whose_channel_is_off_waits_for_it(house: House) -> None:
    telegram = house.outbox._couriers.pop("telegram")
    await house.hears(AWA, "hello")
    assert await state_of(house) == ("queued", None, 0)
    house.outbox._couriers["telegram"] = telegram
    await house.settle()
    assert house.told(AWA) == ["1: hello"]


async def test_a_send_cut_off_by_a_crash_is_done_again_after_the_lease(
    house: House, database: Database
) -> None:
    house.channels["telegram"].takes_s = 3600
    await house.inbox.receive(house.incoming(AWA, "hello"))
    await house.inbox.settled()
    delivering = asyncio.create_task(house.outbox.deliver_due())
    await house.channels["telegram"].began.wait()
    assert await state_of(house) == ("sending", None, 1)
    delivering.cancel()  # the process dies before the provider has answered
    again = await build_house(database.lane)
    await again.later(LEASE - SECOND)
    assert again.told(AWA) == []
    await again.later(SECOND)
    assert again.told(AWA) == ["1: hello"]
    house.channels["telegram"].takes_s = 0
    for task in list(house.outbox._couriers["telegram"]._in_flight):
        task.cancel()


async def test_what_was_sent_is_recorded_even_when_the_database_was_away(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.inbox.receive(house.incoming(AWA, "hello"))
    await house.inbox.settled()
    courier = house.outbox._couriers["telegram"]
    await courier._round()
    await asyncio.wait(courier._in_flight)
    assert house.told(AWA) == ["1: hello"]

    async def away(_: object) -> None:
        raise OSError

    monkeypatch.setattr(type(house.lane), "run", lambda *_, **_brief: away(None))
    with pytest.raises(OSError):  # noqa: PT011
        await courier._round()
    monkeypatch.undo()
    await house.outbox.deliver_due()
    assert await state_of(house) == ("sent", None, 1)
    assert house.told(AWA) == ["1: hello"]


async def test_two_processes_never_send_the_same_message(house: House, database: Database) -> None:
    other = await build_house(database.lane)
    for number in range(40):
        await house.inbox.receive(house.incoming(f"+216200010{number:02}", "hello"))
    await house.inbox.settled()
    await asyncio.gather(house.outbox.deliver_due(), other.outbox.deliver_due())
    sent = house.channels["telegram"].sent + other.channels["telegram"].sent
    assert len(sent) == len(set(sent)) == 40


async def test_no_more_are_on_their_way_at_once_than_allowed(house: House) -> None:
    telegram = house.channels["telegram"]
    telegram.takes_s = 0.01
    house.outbox._couriers["telegram"]._at_once = 4
    for number in range(20):
        await house.inbox.receive(house.incoming(f"+216200010{number:02}", "hello"))
    await house.settle()
    assert len(telegram.sent) == 20
    assert telegram.most_at_once == 4


async def test_an_answer_waits_while_the_one_before_it_is_on_its_way(house: House) -> None:
    telegram = house.channels["telegram"]
    telegram.takes_s = 0.05
    house.outbox.start()
    await house.inbox.receive(house.incoming(AWA, "hello"))
    await telegram.began.wait()
    await house.hears(AWA, "more")
    assert house.told(AWA) == ["1: hello", "2: more"]
    assert [(await state_of(house, number))[2] for number in (1, 2)] == [1, 1]


async def test_a_slow_channel_holds_up_no_other(house: House) -> None:
    house.channels["sms"].takes_s = 3600
    await house.inbox.receive(house.incoming(AWA, "hello", "sms"))
    await house.inbox.receive(house.incoming(BILEL, "hello"))
    await house.inbox.settled()
    delivering = asyncio.create_task(house.outbox.deliver_due())
    await house.channels["telegram"].arrived.wait()
    assert house.told(BILEL) == ["1: hello"]
    assert house.told(AWA, "sms") == []
    delivering.cancel()
    for task in list(house.outbox._couriers["sms"]._in_flight):
        task.cancel()


async def test_once_started_it_sends_as_soon_as_something_is_queued(house: House) -> None:
    house.outbox.start()
    await house.inbox.receive(house.incoming(AWA, "hello"))
    await house.channels["telegram"].arrived.wait()
    assert house.told(AWA) == ["1: hello"]
    await house.outbox.stop()
    assert await state_of(house) == ("sent", None, 1)


async def test_stopping_lets_what_is_on_its_way_arrive(house: House) -> None:
    house.channels["telegram"].takes_s = 0.2
    house.outbox.start()
    await house.inbox.receive(house.incoming(AWA, "hello"))
    await house.channels["telegram"].began.wait()
    await house.outbox.stop()
    assert house.told(AWA) == ["1: hello"]
    assert await state_of(house) == ("sent", None, 1)


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
