"""A town on each of both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes import FixedClock
from tests.journeys.town import Town, open_town
from tests.peers.telegram_emulator import TelegramEmulator, running_telegram
from tests.peers.twilio_api import TwilioApi, running_twilio


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramEmulator]:
    async with running_telegram() as emulator:
        yield emulator


@pytest.fixture
async def twilio() -> AsyncIterator[TwilioApi]:
    async with running_twilio() as api:
        yield api


@pytest.fixture
async def town(
    database_url: str, tmp_path: Path, telegram: TelegramEmulator, twilio: TwilioApi
) -> AsyncIterator[Town]:
    async with open_town(database_url, tmp_path, telegram, twilio, FixedClock()) as opened:
        yield opened
