"""A town on each of both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes import FixedClock
from tests.journeys.town import Town, open_town
from tests.peers.telegram_emulator import TelegramEmulator
from tests.peers.twilio_api import TwilioApi


@pytest.fixture
async def town(
    starter_directory: None,
    database_url: str,
    tmp_path: Path,
    telegram: TelegramEmulator,
    twilio: TwilioApi,
) -> AsyncIterator[Town]:
    async with open_town(database_url, tmp_path, telegram, twilio, FixedClock()) as opened:
        yield opened
