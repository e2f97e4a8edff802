"""What happens when the database server stops under load, or crashes, and comes back?"""

from __future__ import annotations

import asyncio
import random
import signal
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.database.migrations import migrate
from bot.outbound.claim import LEASE
from tests import postgres
from tests.eventually import eventually
from tests.fakes import FixedClock
from tests.journeys.town import SmsPhone, Town, open_town
from tests.peers.telegram_emulator import TelegramEmulator
from tests.peers.twilio_api import TwilioApi

WORDS = ("bonjour", "1", *("blablabla", "menu", "inscription", "1") * 3)
PEOPLE = 10


@pytest.fixture
def server() -> Iterator[postgres.Server]:
    # A crash must not lose what was committed: that is what is tested.
    with postgres.server_of_our_own(durable=True) as started:
        yield started


@pytest.fixture
async def town(
    server: postgres.Server, tmp_path: Path, telegram: TelegramEmulator, twilio: TwilioApi
) -> AsyncIterator[Town]:
    await migrate(server.url)
    async with open_town(server.url, tmp_path, telegram, twilio, FixedClock()) as opened:
        yield opened


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT], ids=["stopped", "crashed"])
async def test_a_restart_of_the_database_under_load_loses_and_doubles_nothing(
    town: Town, server: postgres.Server, how: signal.Signals
) -> None:
    calm = town.sms("+21620000099")
    expected = [await calm.says(words) for words in WORDS]
    browser = await town.signed_in()
    refused: list[int] = []
    phones = [town.sms(f"+2162000000{person}") for person in range(PEOPLE)]
    writing = asyncio.gather(*(keeps_at_it(phone, refused) for phone in phones))
    for _restart in range(2):
        await some_more_are_sent(town)
        await asyncio.to_thread(server.stop, how)
        assert (await browser.get("/admin/")).status == 503
        await asyncio.to_thread(server.start)
    await writing
    # What was being claimed when the server went is in nobody's hands: its lease has to pass.
    town.clock.forward(LEASE + timedelta(seconds=1))
    await eventually(lambda: all(len(phone.got) >= len(WORDS) for phone in phones))
    await town.settled()
    assert [phone.got for phone in phones] == [expected] * PEOPLE
    assert set(refused) <= {503}
    rows = await town.rows("SELECT id FROM inbound_message")
    assert len(rows) == (PEOPLE + 1) * len(WORDS)
    assert (await browser.get("/admin/")).status == 200


async def some_more_are_sent(town: Town) -> None:
    before = len(town.twilio.sent)
    await eventually(lambda: len(town.twilio.sent) > before + PEOPLE)


async def keeps_at_it(phone: SmsPhone, refused: list[int]) -> None:
    """Write one message after the other; each is repeated until it is acknowledged."""
    for words in WORDS:
        status = await phone.writes(words)
        while status != 200:
            refused.append(status)
            await asyncio.sleep(random.uniform(0.02, 0.1))
            status = await phone.repeats()
        await asyncio.sleep(random.uniform(0.05, 0.2))
