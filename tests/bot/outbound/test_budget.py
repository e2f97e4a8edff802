"""What goes when the money for SMS is used up? Replies do; reminders wait, and staff know it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from structlog.testing import capture_logs

from bot.channels.twilio.messengers import WHATSAPP
from bot.database.opening import Database
from bot.outbound.budget import Budget, Spent, spending
from bot.outbound.budget_alarm import BudgetAlarm
from flows.engine.text import Text
from tests.bot.broadcasts.reminding import draft, registered
from tests.bot.harness import (
    AWA,
    BILEL,
    PROGRAMME,
    SEWING,
    Harness,
    build_harness,
    shipped_words,
)
from tests.fakes import RememberingChannel

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TUNIS = ZoneInfo(PROGRAMME.timezone)
Build = Callable[..., Awaitable[Harness]]


@pytest.fixture
async def build(database: Database) -> AsyncIterator[Build]:
    """A city whose programme file holds these caps; some replicas of it, if one likes."""
    built: list[Harness] = []

    async def make(a_day: int | None = None, a_month: int | None = None) -> Harness:
        app = await build_harness(database.executor, budget=Budget(TUNIS, a_day, a_month))
        built.append(app)
        return app

    yield make
    for app in built:
        await app.inbox.stop()
        await app.outbox.stop()


class Phones:
    """What staff read on theirs."""

    def __init__(self) -> None:
        self.told: list[str] = []

    async def tell(self, said: Text) -> None:
        self.told.append(shipped_words().phrase(said, "en"))


async def people(app: Harness, addresses: Sequence[str]) -> None:
    """They registered by SMS; what that took is of no day."""
    for address in addresses:
        await registered(app, address, channel="sms")
    await app.rows("DELETE FROM sending_day RETURNING id")


async def spent(app: Harness, budget: Budget, channel: str = "sms") -> Spent:
    return await app.executor.run(lambda: spending(channel, budget, app.clock()))


def reminded(app: Harness, addresses: Sequence[str]) -> int:
    return sum(len(app.told(each, "sms")) for each in addresses)


async def remind(app: Harness) -> None:
    await app.reminders.schedule(draft())
    await app.reminders.send_due()
    await app.settle()


async def test_reminders_wait_for_the_next_day_and_replies_do_not(build: Build) -> None:
    app = await build(a_day=3)
    crowd = [f"+2162000000{number}" for number in range(1, 6)]
    await people(app, crowd)

    await remind(app)
    assert reminded(app, crowd) == 3

    await app.hears(AWA, "hello", channel="sms")
    assert app.told(AWA, "sms")[-1] == "3: hello"
    await app.later(2 * HOUR)
    assert sum(len(app.told(each, "sms")) for each in crowd) == 4, "a reminder went all the same"
    assert (await spent(app, Budget(TUNIS, 3))).reminders_due == 2

    await app.later(DAY)
    assert sum(len(app.told(each, "sms")) for each in crowd) == 6
    assert (await spent(app, Budget(TUNIS, 3))).segments_today == 2


async def test_a_month_is_capped_as_well_and_another_begins_anew(build: Build) -> None:
    app = await build(a_day=100, a_month=1)
    await people(app, [AWA, BILEL])
    await remind(app)
    assert reminded(app, [AWA, BILEL]) == 1

    await app.later(DAY)
    assert reminded(app, [AWA, BILEL]) == 1
    await app.rows(
        "UPDATE outbound_message SET expires_at = ? RETURNING id", app.clock() + 40 * DAY
    )
    await app.later(32 * DAY)
    assert reminded(app, [AWA, BILEL]) == 2


async def test_what_lost_its_sense_meanwhile_is_never_sent(build: Build) -> None:
    app = await build(a_day=1)
    await people(app, [AWA, BILEL])
    await remind(app)
    soon = app.clock() + 3 * HOUR
    await app.rows("UPDATE outbound_message SET expires_at = ? RETURNING id", soon)

    await app.later(4 * HOUR)
    await app.later(DAY)

    assert reminded(app, [AWA, BILEL]) == 1
    told = await app.rows("SELECT state_reason FROM outbound_message WHERE state = 'cancelled'")
    assert [row["state_reason"] for row in told] == ["expired"]


async def test_two_replicas_share_one_cap(build: Build) -> None:
    one, other = await build(a_day=3), await build(a_day=3)
    crowd = [f"+2162000000{number}" for number in range(1, 9)]
    await people(one, crowd)
    await one.reminders.schedule(draft())
    await one.reminders.send_due()

    for app in (other, one, other):
        await app.settle()

    assert reminded(one, crowd) + reminded(other, crowd) == 3


async def test_what_is_tried_again_is_counted_once(build: Build) -> None:
    app = await build()
    await app.hears(AWA, "hello", channel="sms")
    await app.rows(
        "UPDATE outbound_message SET state = 'queued', content_sealed = ?, attempts = 1"
        " RETURNING id",
        b"not to be opened",
    )
    await app.later(HOUR)
    assert (await spent(app, Budget(TUNIS))).segments_today == 1


async def test_on_whatsapp_messages_are_capped_however_long_they_are(database: Database) -> None:
    caps = Budget(TUNIS, segments_a_day=1, messages_a_day=3)
    whatsapp = RememberingChannel("whatsapp", WHATSAPP.capabilities)
    app = await build_harness(database.executor, others={"whatsapp": whatsapp}, budget=caps)
    crowd = [f"+2162000000{number}" for number in range(1, 6)]
    for address in crowd:
        await app.hears(address, "speak fr", f"wish {SEWING}", channel="whatsapp")
    await app.rows("DELETE FROM sending_day RETURNING id")
    whatsapp.sent.clear()

    await remind(app)
    assert len(whatsapp.sent) == 3
    await app.hears(AWA, "hello", channel="whatsapp")
    assert whatsapp.texts_to(AWA)[-1] == "3: hello"
    told = await spent(app, caps.on("whatsapp"), "whatsapp")
    assert (told.messages_today, told.segments_today, told.reminders_due) == (4, 0, 2)
    with capture_logs() as logs:
        await BudgetAlarm(app.executor, caps, app.clock, Phones().tell).warn()
    assert [(line["event"], line["percent"]) for line in logs] == [("whatsapp_cap_near", 133)]

    await app.later(20 * HOUR)
    assert len(whatsapp.sent) == 6
    await app.inbox.stop()
    await app.outbox.stop()


async def test_what_costs_nothing_is_not_counted(build: Build) -> None:
    app = await build(a_day=1)
    await app.hears(AWA, "hello", channel="telegram")
    assert await app.rows("SELECT * FROM sending_day") == []


async def test_whoever_pays_is_warned_once_a_day_from_four_fifths_on(build: Build) -> None:
    app = await build(a_day=5)
    phones = Phones()
    replicas = [
        BudgetAlarm(app.executor, Budget(TUNIS, 5), app.clock, phones.tell) for _ in range(2)
    ]

    async def warnings() -> list[int]:
        with capture_logs() as logs:
            for each in (*replicas, *replicas):
                await each.warn()
        return [line["percent"] for line in logs if line["event"] == "sms_cap_near"]

    await app.hears(AWA, "one", "two", "three", channel="sms")
    assert await warnings() == []
    await app.hears(BILEL, "one", channel="sms")
    assert await warnings() == [80]
    assert phones.told == ["80 percent of the SMS that are paid for are used up."]
    await app.hears(BILEL, "two", "three", channel="sms")
    assert await warnings() == []
    app.clock.forward(DAY)
    assert await warnings() == []


async def test_the_day_is_that_of_the_programme(build: Build) -> None:
    app = await build()
    app.clock.forward(12 * HOUR + timedelta(minutes=30))  # 23:30 in Greenwich
    await app.hears(AWA, "hello", channel="sms")
    day = await app.one("SELECT day FROM sending_day")
    assert day == app.clock().astimezone(TUNIS).date().isoformat()
    assert day != app.clock().date().isoformat()
