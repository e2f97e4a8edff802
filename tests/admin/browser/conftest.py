"""A real browser on a small phone. What is kept below is not what these are about: SQLite alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.database.opening import Database
from tests.admin.office import Office, open_office
from tests.admin.small_phone import Phone, open_phone


@pytest.fixture
async def office(sqlite_database: Database, pack: Path, tmp_path: Path) -> Office:
    return await open_office(sqlite_database, pack, tmp_path)


@pytest.fixture
async def phone(office: Office) -> AsyncIterator[Phone]:
    async with open_phone(office) as opened:
        yield opened
