"""A database in which people wrote, and the programs of its server."""

from __future__ import annotations

import os

import pytest

from bot.database.opening import open_database
from bot.messages.message import InboundMessage
from bot.privacy.sealing.key_check import hold_to_key
from flows.engine.event import Heard
from tests import postgres
from tests.bot.harness import build_harness
from tests.bot.operations.backup.rows import SEALER


@pytest.fixture(autouse=True)
def _programs_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump is of the version that the tests' server has."""
    monkeypatch.setenv("PATH", f"{postgres.find_programs()}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
async def lived_in_url(database_url: str) -> str:
    """A closed database in which people wrote and were answered."""
    database = await open_database(database_url)
    await hold_to_key(database.executor, SEALER)
    app = await build_harness(database.executor)
    for person in range(5):
        await app.inbox.receive(
            InboundMessage(
                "sms", f"+2162000000{person}", f"m{person}", Heard("é 'quoted'\tطبيب\\N")
            )
        )
    await app.settle()
    await database.close()
    return database_url
