"""Databases for tests, both kinds and fresh for each, and the providers they talk with."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings

from bot.database.migrations import migrate
from bot.database.opening import Database, open_database
from services_directory.packs.programme import load_programme, pack_folder
from services_directory.sheets.importer import import_pack
from tests import postgres
from tests.fakes import NOON
from tests.peers.telegram_emulator import TelegramEmulator, running_telegram
from tests.peers.twilio_api import TwilioApi, running_twilio

_number = count(1)

# No test depends on how fast, or how busy, the machine is, nor on what an earlier run has kept:
# what a property once found is written down as an example.
settings.register_profile("dalil", deadline=None, database=None)
settings.load_profile("dalil")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite-transcripts",
        action="store_true",
        help="write the answers as they are now into the transcripts, to be read before a commit",
    )


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite3"
    asyncio.run(migrate(f"sqlite://{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server of this test run (one for each xdist worker)."""
    with postgres.postgres_server() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> Iterator[str]:
    """The name of a PostgreSQL database with all tables, to be copied."""
    name = f"dalil_template_{os.getpid()}"
    postgres.execute_now(postgres_url, f"CREATE DATABASE {name}")
    asyncio.run(migrate(postgres.other_database(postgres_url, name)))
    yield name
    postgres.execute_now(postgres_url, f"DROP DATABASE {name}")


@pytest.fixture(scope="session")
def filled_sqlite_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with the starter directory in it."""
    path = tmp_path_factory.mktemp("filled") / "template.sqlite3"
    shutil.copy(sqlite_template, path)
    asyncio.run(_fill(f"sqlite://{path}"))
    return path


@pytest.fixture(scope="session")
def filled_postgres_template(postgres_url: str, postgres_template: str) -> Iterator[str]:
    """The same with the starter directory in it."""
    with postgres.copied(postgres_url, postgres_template, f"{postgres_template}_filled") as name:
        asyncio.run(_fill(postgres.other_database(postgres_url, name)))
        yield name


async def _fill(url: str) -> None:
    database, folder = await open_database(url), pack_folder("jendouba_kairouan")
    try:
        await import_pack(folder, load_programme(folder), by="seed", now=NOON)
    finally:
        await database.close()


@pytest.fixture
def starter_directory() -> None:
    """Whoever asks for this has the starter directory in the database, taken in at noon."""


def _template(request: pytest.FixtureRequest, kind: str) -> str | Path:
    is_filled = starter_directory.__name__ in request.fixturenames
    found: str | Path = request.getfixturevalue(f"{'filled_' if is_filled else ''}{kind}_template")
    return found


@pytest.fixture
def sqlite_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A migrated SQLite file of this test's own, not opened."""
    return f"sqlite://{shutil.copy(_template(request, 'sqlite'), tmp_path / 'dalil.sqlite3')}"


@pytest.fixture
def postgres_model(request: pytest.FixtureRequest) -> str | Path:
    """The database that the next one is made after."""
    return _template(request, "postgres")


@pytest.fixture
async def postgres_database_url(
    postgres_url: str, postgres_model: str | Path
) -> AsyncIterator[str]:
    """A migrated PostgreSQL database of this test's own, not opened."""
    name = f"dalil_test_{os.getpid()}_{next(_number)}"
    await postgres.execute(postgres_url, f"CREATE DATABASE {name} TEMPLATE {postgres_model}")
    yield postgres.other_database(postgres_url, name)
    await postgres.execute(postgres_url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def empty_postgres(postgres_url: str) -> AsyncIterator[str]:
    """A PostgreSQL database without a table."""
    name = f"dalil_empty_{os.getpid()}_{next(_number)}"
    await postgres.execute(postgres_url, f"CREATE DATABASE {name}")
    yield postgres.other_database(postgres_url, name)
    await postgres.execute(postgres_url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of each kind without a table: what the tests of migrations begin with."""
    if request.param == "sqlite":
        return f"sqlite://{tmp_path}/empty.sqlite3"
    url: str = request.getfixturevalue("empty_postgres")
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Each test that asks for this runs twice: on SQLite and on PostgreSQL."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_database_url"
    url: str = request.getfixturevalue(name)
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """Opened, with all tables and no rows; each test runs on both databases."""
    opened = await open_database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite_database(sqlite_url: str) -> AsyncIterator[Database]:
    """The same on SQLite only, where the database is not what a test is about."""
    opened = await open_database(sqlite_url)
    yield opened
    await opened.close()


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramEmulator]:
    async with running_telegram() as emulator:
        yield emulator


@pytest.fixture
async def twilio() -> AsyncIterator[TwilioApi]:
    async with running_twilio() as api:
        yield api
