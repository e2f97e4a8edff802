"""A reminder goes once and in daytime, whatever happens before; and never after STOP."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from bot.database.opening import Database
from bot.database.transaction import Transaction
from bot.messages.errors import TryLater
from tests.bot.broadcasts.reminding import HOUR, TEXTS, draft, queued, registered, sent_now, utc
from tests.bot.harness import AWA, BILEL, Harness, build_harness
from tests.fakes import NOON


async def test_it_waits_for_its_time_also_across_a_restart(
    app: Harness, database: Database
) -> None:
    await registered(app, AWA)
    await app.reminders.schedule(draft(), due_at=NOON + HOUR)
    assert await app.reminders.send_due() == 0
    again = await build_harness(database.executor)
    again.clock.forward(HOUR)
    assert await again.reminders.send_due() == 1
    await again.settle()
    assert len(again.told(AWA)) == 1


async def test_a_crash_in_the_middle_of_queueing_goes_on_and_repeats_nobody(
    app: Harness, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.broadcasts.reminders.PORTION", 5)
    for number in range(8):
        await registered(app, f"+2162000200{number}")
    await app.reminders.schedule(draft())
    whole = app.reminders._queue_portion

    def dies_after_one_portion(reminder_id: int, after: int) -> Transaction[tuple[int | None, int]]:
        if after:
            raise SystemError
        return whole(reminder_id, after)

    monkeypatch.setattr(app.reminders, "_queue_portion", dies_after_one_portion)
    with pytest.raises(SystemError):
        await app.reminders.send_due()
    assert await queued(app) == 5
    again = await build_harness(database.executor)
    assert await again.reminders.send_due() == 3
    assert await queued(app) == 8
    await again.settle()
    sent = [address for address, _ in again.channels["telegram"].sent]
    assert len(sent) == len(set(sent)) == 8


async def test_two_processes_queueing_at_once_send_it_once(
    app: Harness, database: Database
) -> None:
    for number in range(10):
        await registered(app, f"+216200030{number:02}")
    await app.reminders.schedule(draft())
    other = await build_harness(database.executor)
    assert await app.reminders.send_due() == 10
    await app.rows("UPDATE reminder SET state = 'sending' RETURNING id")
    assert await other.reminders.send_due() == 0
    assert await queued(app) == 10


@pytest.mark.parametrize(
    ("due", "arrives"),
    [
        ("2026-11-24 19:59", "2026-11-24 19:59"),
        ("2026-11-24 20:00", "2026-11-25 07:00"),
        ("2026-11-25 02:00", "2026-11-25 07:00"),
    ],
)
async def test_nobody_is_woken_at_night(app: Harness, due: str, arrives: str) -> None:
    await registered(app, AWA)
    await app.reminders.schedule(draft(), due_at=utc(due))
    app.clock.now = utc(due)
    await app.reminders.send_due()
    await app.settle()
    assert len(app.told(AWA)) == (1 if due == arrives else 0)
    app.clock.now = utc(arrives)
    await app.settle()
    assert len(app.told(AWA)) == 1


async def test_a_reminder_that_comes_late_out_of_a_breakdown_waits_for_the_morning(
    app: Harness,
) -> None:
    await registered(app, AWA)
    await app.reminders.schedule(draft())
    await app.reminders.send_due()
    app.clock.now = utc("2026-11-24 22:00")  # queued at noon, the senders were down
    await app.settle()
    assert app.told(AWA) == []
    app.clock.now = utc("2026-11-25 07:00")
    await app.settle()
    assert len(app.told(AWA)) == 1


async def test_an_answer_is_given_at_night_as_well(app: Harness) -> None:
    app.clock.now = utc("2026-11-24 23:00")
    await app.hears(AWA, "hello")
    assert app.told(AWA) == ["1: hello"]


async def withdraw(app: Harness) -> None:
    await app.rows("UPDATE consent SET withdrawn_at = ? RETURNING id", app.clock())


async def say_stop(app: Harness) -> None:
    await app.hears(AWA, "stop")


async def block(app: Harness) -> None:
    await app.rows("UPDATE contact SET unreachable_at = ? RETURNING id", app.clock())


@pytest.mark.parametrize(
    ("change", "reason"),
    [(say_stop, "stopped"), (withdraw, "no_consent"), (block, "unreachable")],
)
async def test_who_changes_their_mind_after_the_queueing_gets_nothing(
    app: Harness, change: Callable[[Harness], Awaitable[None]], reason: str
) -> None:
    await registered(app, AWA)
    await app.reminders.schedule(draft())
    await app.reminders.send_due()
    await change(app)
    await app.settle()
    assert not any(TEXTS["fr"] in text for text in app.told(AWA))
    row = (await app.rows("SELECT * FROM outbound_message WHERE kind = 'reminder'"))[0]
    assert (row["state"], row["state_reason"]) == ("cancelled", reason)


async def test_stop_before_it_is_due_is_obeyed(app: Harness) -> None:
    await registered(app, AWA)
    await app.reminders.schedule(draft(), due_at=NOON + HOUR)
    await app.hears(AWA, "stop")
    app.clock.forward(HOUR)
    assert await app.reminders.send_due() == 0


async def test_an_erased_contact_gets_nothing_and_holds_nobody_up(app: Harness) -> None:
    await registered(app, AWA)
    await registered(app, BILEL)
    await app.reminders.schedule(draft())
    await app.reminders.send_due()
    await app.hears(AWA, "erase")
    assert app.told(AWA) == ["3: erase"]
    assert len(app.told(BILEL)) == 1


async def test_it_is_not_sent_after_it_has_lost_its_sense(app: Harness) -> None:
    await registered(app, AWA)
    app.channels["telegram"].refusals = [TryLater("down", 2 * HOUR)]
    await app.reminders.schedule(draft(), expires_at=NOON + HOUR)
    await app.reminders.send_due()
    await app.settle()
    await app.later(3 * HOUR)
    assert app.told(AWA) == []
    assert await app.one("SELECT state_reason FROM outbound_message WHERE kind = 'reminder'") == (
        "expired"
    )


async def test_cancelled_before_its_time_nobody_gets_it(app: Harness) -> None:
    await registered(app, AWA)
    reminder = await app.reminders.schedule(draft(), due_at=NOON + HOUR)
    assert await app.reminders.cancel(reminder) == 0
    app.clock.forward(HOUR)
    assert await app.reminders.send_due() == 0
    assert await app.reminders.cancel(reminder) is None


async def test_cancelled_in_the_middle_what_still_waits_is_called_back(app: Harness) -> None:
    await registered(app, AWA)
    reminder = await app.reminders.schedule(draft())
    await app.reminders.send_due()
    assert await app.reminders.cancel(reminder) == 1
    await app.settle()
    assert app.told(AWA) == []


async def test_what_has_arrived_cannot_be_cancelled(app: Harness) -> None:
    await registered(app, AWA)
    reminder = await sent_now(app, draft())
    assert await app.reminders.cancel(reminder) is None
    assert await app.reminders.cancel(reminder + 1) is None


async def test_replies_go_before_reminders(app: Harness) -> None:
    await registered(app, AWA)
    await app.reminders.schedule(draft())
    await app.reminders.send_due()
    await app.inbox.receive(app.inbound(AWA, "hello"))
    await app.settle()
    first, second = app.told(AWA)
    assert first.endswith(": hello")
    assert TEXTS["fr"] in second
