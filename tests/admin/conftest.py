"""Staff in front of a browser: the whole site on a real database, and a clock that stands still."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.database.opening import Database
from tests.admin.office import PASSWORD, Browser, Office, open_office


@pytest.fixture
async def office(database: Database, tmp_path: Path) -> Office:
    """A resource centre: three members of staff and a few services."""
    return await open_office(database, tmp_path)


@pytest.fixture
async def browser(office: Office) -> AsyncIterator[Browser]:
    """A browser that nobody has signed in with yet."""
    async with TestClient(TestServer(office.site)) as client:
        yield Browser(client)


@pytest.fixture
async def editor(browser: Browser) -> Browser:
    await browser.sign_in("Editor", PASSWORD)
    return browser


@pytest.fixture
async def admin(browser: Browser) -> Browser:
    await browser.sign_in("Admin", PASSWORD)
    return browser


@pytest.fixture
async def trainer(browser: Browser) -> Browser:
    await browser.sign_in("Trainer", PASSWORD)
    return browser
