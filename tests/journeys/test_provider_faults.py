"""What happens while a provider is away for minutes, or refuses everybody for a while?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.twilio.sms import TwilioSms
from tests.eventually import eventually
from tests.journeys.town import SmsPhone, Town
from tests.peers.telegram_emulator import CHAT

SECOND = timedelta(seconds=1)
WORDS = ("bonjour", "1", "blablabla")
DOWN = [(500, "e20500"), (503, "e20503"), (429, "e20429")]


async def passes(town: Town, time: timedelta, steps: int) -> None:
    """Time passes in so many steps; in each, what is due is sent."""
    for _ in range(steps):
        town.clock.forward(time / steps)
        await town.app.outbox.tidy()
        await town.app.outbox.deliver_due()


async def all_write(town: Town, people: int) -> list[SmsPhone]:
    phones = [town.sms(f"+2162000000{person}") for person in range(people)]
    for phone in phones:
        for words in WORDS:
            assert await phone.writes(words) == 200
    return phones


@pytest.mark.parametrize("fault", DOWN, ids=lambda fault: str(fault[0]))
async def test_a_provider_down_for_ten_minutes_is_asked_seldom_and_then_gets_all_in_order(
    town: Town, fault: tuple[int, str]
) -> None:
    calm = town.sms("+21620000099")
    expected = [await calm.says(words) for words in WORDS]
    town.twilio.down = fault
    phones = await all_write(town, 4)
    await passes(town, timedelta(minutes=10), 120)
    assert all(phone.got == [] for phone in phones)
    rows = await town.rows(
        "SELECT contact_id, attempts FROM outbound_message WHERE state <> 'sent' ORDER BY id"
    )
    first = {row["contact_id"]: row["attempts"] for row in reversed(rows)}
    assert all(3 <= attempts <= 12 for attempts in first.values()), first
    assert sum(row["attempts"] for row in rows) == sum(first.values()), "nobody overtakes"
    town.twilio.down = None
    await passes(town, timedelta(minutes=15), 30)
    assert [phone.got for phone in phones] == [expected] * 4
    await town.settled()


async def test_a_provider_that_says_how_long_to_wait_is_not_asked_before(town: Town) -> None:
    town.twilio.down, town.twilio.retry_after = (429, "e20429"), 300
    (awa,) = await all_write(town, 1)
    await town.app.outbox.deliver_due()
    town.twilio.down = None
    await passes(town, timedelta(seconds=299), 20)
    assert awa.got == []
    await passes(town, 2 * SECOND, 2)
    await town.settled()
    assert len(awa.got) == len(WORDS)


async def test_a_provider_that_hangs_holds_up_nobody_who_writes_another_way(town: Town) -> None:
    sms = town.app.channels["sms"]
    assert isinstance(sms, TwilioSms)
    sms._account._send_timeout = 0.2
    town.twilio.hangs = True
    # More than it is called for at once, so that the last ones wait for the first to give up.
    phones = await all_write(town, 12)
    somebody = town.on_telegram()
    assert "العربية" in str(await somebody.says("hello") and somebody.buttons)
    await passes(town, timedelta(minutes=2), 4)
    assert all(phone.got == [] for phone in phones)
    town.twilio.hangs = False
    await passes(town, timedelta(minutes=20), 40)
    await town.settled()
    assert [len(phone.got) for phone in phones] == [len(WORDS)] * 12


async def test_a_storm_of_refusals_from_telegram_is_waited_out_by_everybody(town: Town) -> None:
    chats = [{**CHAT, "id": 4001 + person} for person in range(5)]
    for storm in range(1, 4):
        for chat in chats:
            town.telegram.fail_next("sendMessage", 429, "Too Many Requests", {"retry_after": 1800})
            await town.telegram.message(chat, text="menu")
        await eventually(lambda: len(town.telegram.faults) < len(chats))
        await town.app.outbox.deliver_due()
        # Not all were on their way when the first was refused: the others are not even asked.
        town.telegram.faults.clear()
        before = len(town.telegram.sent())
        await passes(town, timedelta(minutes=29), 10)
        assert len(town.telegram.sent()) == before, "it was asked while it wanted to be left alone"
        # The channel counts by a clock that only time itself moves.
        channel = town.app.channels["telegram"]
        assert isinstance(channel, TelegramChannel)
        channel._paused_until = 0.0
        await passes(town, timedelta(minutes=10), 10)
        await town.settled()
        told = [str(message["chat_id"]) for message in town.telegram.sent()]
        assert sorted(told) == sorted([str(chat["id"]) for chat in chats] * storm)
