"""A classroom on each of both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.database.opening import Database
from tests.bot.training.classroom import Classroom, open_classroom


@pytest.fixture
async def room(database: Database) -> AsyncIterator[Classroom]:
    async with open_classroom(database.executor) as opened:
        yield opened


@pytest.fixture
async def sqlite_room(sqlite_database: Database) -> AsyncIterator[Classroom]:
    async with open_classroom(sqlite_database.executor) as opened:
        yield opened
