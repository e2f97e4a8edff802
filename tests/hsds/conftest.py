"""The starter pack, as the tests of the directory have it, and the API that tells it."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.hsds.api_site import ApiSite, open_api
from tests.services_directory.conftest import pack, programme

__all__ = ["pack", "programme"]


@pytest.fixture
async def api(starter_directory: None, database_url: str, tmp_path: Path) -> AsyncIterator[ApiSite]:
    async with open_api(database_url, tmp_path) as opened:
        yield opened


@pytest.fixture(scope="session")
def filled(filled_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the whole directory in it, to be copied."""
    folder = tmp_path_factory.mktemp("filled")
    path = Path(shutil.copy(filled_sqlite_template, folder / "filled.sqlite3"))

    async def fill() -> None:
        async with open_api(f"sqlite://{path}", folder):
            pass

    asyncio.run(fill())
    return path


@pytest.fixture
async def sqlite_api(filled: Path, tmp_path: Path) -> AsyncIterator[ApiSite]:
    path = shutil.copy(filled, tmp_path / "dalil.sqlite3")
    async with open_api(f"sqlite://{path}", tmp_path, filled=True) as opened:
        yield opened
