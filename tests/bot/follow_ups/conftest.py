"""A town on each of both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.database.opening import Database
from tests.bot.follow_ups.people import Town, open_town


@pytest.fixture
async def town(database: Database) -> AsyncIterator[Town]:
    async with open_town(database.executor) as opened:
        yield opened


@pytest.fixture
async def sqlite_town(sqlite_database: Database) -> AsyncIterator[Town]:
    async with open_town(sqlite_database.executor) as opened:
        yield opened
