"""Staff in front of a browser: the whole site on a real database, and a clock that stands still."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer
from argon2 import PasswordHasher

from admin import background_work
from admin.security import passwords
from admin.security.accounts import add_staff
from admin.security.permissions import Role
from bot.database.opening import Database
from tests import postgres
from tests.admin.office import (
    PASSWORD,
    Browser,
    Colleagues,
    Office,
    furnish,
    open_office,
    small_pack,
)


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    """Hashing as in use would take longer than most of these tests; test_staff.py asks for it."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(passwords, "_hasher", quick)
        yield


@pytest.fixture(scope="session", autouse=True)
def _patient_pages() -> Iterator[None]:
    """However slow the machine is, a page tells the end of its work, unless a test wants less."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(background_work, "PATIENCE_SECONDS", 60.0)
        yield


@pytest.fixture(scope="session")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_pack(tmp_path_factory.mktemp("office") / "pack")


@pytest.fixture(scope="session")
def sqlite_template(
    sqlite_template: Path, pack: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The database that each test is given a copy of, with staff and services in it."""
    path = tmp_path_factory.mktemp("furnished") / "office.sqlite3"
    shutil.copy(sqlite_template, path)
    asyncio.run(furnish(f"sqlite://{path}", pack))
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str, postgres_template: str, pack: Path) -> Iterator[str]:
    """The same on PostgreSQL."""
    with postgres.copied(postgres_url, postgres_template, f"{postgres_template}_office") as name:
        asyncio.run(furnish(postgres.other_database(postgres_url, name), pack))
        yield name


@pytest.fixture
async def office(database: Database, pack: Path, tmp_path: Path) -> Office:
    """A resource centre: three members of staff and a few services."""
    return await open_office(database, pack, tmp_path)


@pytest.fixture
async def browser(office: Office) -> AsyncIterator[Browser]:
    """A browser that nobody has signed in with yet."""
    async with TestClient(TestServer(office.site)) as client:
        yield Browser(client)


@pytest.fixture
async def sign_in_beside(office: Office) -> AsyncIterator[Colleagues]:
    """Adds a colleague, who is signed in at a browser of their own."""
    async with AsyncExitStack() as browsers:

        async def sign_in(name: str, role: Role) -> Browser:
            await add_staff(name, PASSWORD, role, "en", now=office.clock())
            client = await browsers.enter_async_context(TestClient(TestServer(office.site)))
            colleague = Browser(client)
            await colleague.sign_in(name, PASSWORD)
            return colleague

        yield sign_in


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
