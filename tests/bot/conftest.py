"""The message path, built on each of both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.database.opening import Database
from tests.bot.harness import Harness, build_harness


@pytest.fixture
async def app(database: Database) -> AsyncIterator[Harness]:
    built = await build_harness(database.executor)
    yield built
    await built.inbox.stop()
    await built.outbox.stop()
