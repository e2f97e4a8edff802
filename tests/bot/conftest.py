"""The message path, built on each of both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.database.opening import Database
from tests.bot.house import House, build_house


@pytest.fixture
async def house(database: Database) -> AsyncIterator[House]:
    built = await build_house(database.lane)
    yield built
    await built.inbox.stop()
    await built.outbox.stop()
