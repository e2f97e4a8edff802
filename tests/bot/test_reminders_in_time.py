"""A reminder goes once and in daytime, whatever happens before; and never after STOP."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from bot.channels.base import TryLater
from bot.database.opening import Database
from bot.database.transaction import Script
from tests.bot.house import AWA, BILEL, House, build_house
from tests.bot.reminding import HOUR, TEXTS, draft, queued, registered, sent_now, utc
from tests.fakes import NOON


async def test_it_waits_for_its_time_also_across_a_restart(
    house: House, database: Database
) -> None:
    await registered(house, AWA)
    await house.reminders.schedule(draft(), due_at=NOON + HOUR)
    assert await house.reminders.send_due() == 0
    again = await build_house(database.lane)
    again.clock.forward(HOUR)
    assert await again.reminders.send_due() == 1
    await again.settle()
    assert len(again.told(AWA)) == 1


async def test_a_crash_in_the_middle_of_queueing_goes_on_and_repeats_nobody(
    house: House, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.broadcasts.reminders.PORTION", 5)
    for number in range(8):
        await registered(house, f"+2162000200{number}")
    await house.reminders.schedule(draft())
    whole = house.reminders._queue_portion

    def dies_after_one_portion(reminder_id: int, after: int) -> Script[tuple[int | None, int]]:
        if after:
            raise SystemError
        return whole(reminder_id, after)

    monkeypatch.setattr(house.reminders, "_queue_portion", dies_after_one_portion)
    with pytest.raises(SystemError):
        await house.reminders.send_due()
    assert await queued(house) == 5
    again = await build_house(database.lane)
    assert await again.reminders.send_due() == 3
    assert await queued(house) == 8
    await again.settle()
    sent = [address for address, _ in again.channels["telegram"].sent]
    assert len(sent) == len(set(sent)) == 8


async def test_two_processes_queueing_at_once_send_it_once(
    house: House, database: Database
) -> None:
    for number in range(10):
        await registered(house, f"+216200030{number:02}")
    await house.reminders.schedule(draft())
    other = await build_house(database.lane)
    assert await house.reminders.send_due() == 10
    await house.rows("UPDATE reminder SET state = 'sending' RETURNING id")
    assert await other.reminders.send_due() == 0
    assert await queued(house) == 10


@pytest.mark.parametrize(
    ("due", "arrives"),
    [
        ("2026-11-24 19:59", "2026-11-24 19:59"),
        ("2026-11-24 20:00", "2026-11-25 07:00"),
        ("2026-11-25 02:00", "2026-11-25 07:00"),
    ],
)
async def test_nobody_is_woken_at_night(house: House, due: str, arrives: str) -> None:
    await registered(house, AWA)
    await house.reminders.schedule(draft(), due_at=utc(due))
    house.clock.now = utc(due)
    await house.reminders.send_due()
    await house.settle()
    assert len(house.told(AWA)) == (1 if due == arrives else 0)
    house.clock.now = utc(arrives)
    await house.settle()
    assert len(house.told(AWA)) == 1


async def test_a_reminder_that_comes_late_out_of_a_breakdown_waits_for_the_morning(
    house: House,
) -> None:
    await registered(house, AWA)
    await house.reminders.schedule(draft())
    await house.reminders.send_due()
    house.clock.now = utc("2026-11-24 22:00")  # queued at noon, the couriers were down
    await house.settle()
    assert house.told(AWA) == []
    house.clock.now = utc("2026-11-25 07:00")
    await house.settle()
    assert len(house.told(AWA)) == 1


async def test_an_answer_is_given_at_night_as_well(house: House) -> None:
    house.clock.now = utc("2026-11-24 23:00")
    await house.hears(AWA, "hello")
    assert house.told(AWA) == ["1: hello"]


async def withdraw(house: House) -> None:
    await house.rows("UPDATE consent SET withdrawn_at = ? RETURNING id", house.clock())


async def say_stop(house: House) -> None:
    await house.hears(AWA, "stop")


async def block(house: House) -> None:
    await house.rows("UPDATE contact SET unreachable_at = ? RETURNING id", house.clock())


@pytest.mark.parametrize(
    ("change", "reason"),
    [(say_stop, "stopped"), (withdraw, "no_consent"), (block, "unreachable")],
)
async def test_who_changes_their_mind_after_the_queueing_gets_nothing(
    house: House, change: Callable[[House], Awaitable[None]], reason: str
) -> None:
    await registered(house, AWA)
    await house.reminders.schedule(draft())
    await house.reminders.send_due()
    await change(house)
    await house.settle()
    assert not any(TEXTS["fr"] in text for text in house.told(AWA))
    row = (await house.rows("SELECT * FROM outbound_message WHERE kind = 'reminder'"))[0]
    assert (row["state"], row["state_reason"]) == ("cancelled", reason)


async def test_stop_before_it_is_due_is_obeyed(house: House) -> None:
    await registered(house, AWA)
    await house.reminders.schedule(draft(), due_at=NOON + HOUR)
    await house.hears(AWA, "stop")
    house.clock.forward(HOUR)
    assert await house.reminders.send_due() == 0


async def test_an_erased_contact_gets_nothing_and_holds_nobody_up(house: House) -> None:
    await registered(house, AWA)
    await registered(house, BILEL)
    await house.reminders.schedule(draft())
    await house.reminders.send_due()
    await house.hears(AWA, "erase")
    assert house.told(AWA) == ["3: erase"]
    assert len(house.told(BILEL)) == 1


async def test_it_is_not_sent_after_it_has_lost_its_sense(house: House) -> None:
    await registered(house, AWA)
    house.channels["telegram"].refusals = [TryLater("down", 2 * HOUR)]
    await house.reminders.schedule(draft(), expires_at=NOON + HOUR)
    await house.reminders.send_due()
    await house.settle()
    await house.later(3 * HOUR)
    assert house.told(AWA) == []
    assert await house.one("SELECT state_reason FROM outbound_message WHERE kind = 'reminder'") == (
        "expired"
    )


async def test_cancelled_before_its_time_nobody_gets_it(house: House) -> None:
    await registered(house, AWA)
    reminder = await house.reminders.schedule(draft(), due_at=NOON + HOUR)
    assert await house.reminders.cancel(reminder) == 0
    house.clock.forward(HOUR)
    assert await house.reminders.send_due() == 0
    assert await house.reminders.cancel(reminder) is None


async def test_cancelled_in_the_middle_what_still_waits_is_called_back(house: House) -> None:
    await registered(house, AWA)
    reminder = await house.reminders.schedule(draft())
    await house.reminders.send_due()
    assert await house.reminders.cancel(reminder) == 1
    await house.settle()
    assert house.told(AWA) == []


async def test_what_has_arrived_cannot_be_cancelled(house: House) -> None:
    await registered(house, AWA)
    reminder = await sent_now(house, draft())
    assert await house.reminders.cancel(reminder) is None
    assert await house.reminders.cancel(reminder + 1) is None


async def test_replies_go_before_reminders(house: House) -> None:
    await registered(house, AWA)
    await house.reminders.schedule(draft())
    await house.reminders.send_due()
    await house.inbox.receive(house.incoming(AWA, "hello"))
    await house.settle()
    first, second = house.told(AWA)
    assert first.endswith(": hello")
    assert TEXTS["fr"] in second
