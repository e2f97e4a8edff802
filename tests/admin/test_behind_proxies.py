"""Behind the proxies of compose.yaml everybody is themselves, whatever they write of themselves."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession, CookieJar, TCPConnector
from aiohttp.test_utils import TestServer

from bot.database.opening import Database
from tests.admin.office import PASSWORD, Office, open_office
from tests.peers.caddy import COMPOSE, missing, two_proxies

# A real Caddy is no Python package: `make test` installs it where it may. Where it cannot
# be had (no root, no Debian) these are skipped, and say how to get it.
pytestmark = pytest.mark.skipif(missing() is not None, reason=missing() or "")

PER_MINUTE = 120
OPEN_DATA = "/api/hsds/"


@pytest.fixture
async def office(sqlite_database: Database, pack: Path, tmp_path: Path) -> Office:
    return await open_office(
        sqlite_database, pack, tmp_path, trusted_proxies=2, open_data_per_minute=PER_MINUTE
    )


@pytest.fixture
async def site(office: Office, tmp_path: Path) -> AsyncIterator[str]:
    """Where clients reach the office."""
    async with TestServer(office.site) as server:
        assert server.port is not None
        async with two_proxies(tmp_path, server.port) as port:
            yield f"http://127.0.0.1:{port}"


@asynccontextmanager
async def client(number: int) -> AsyncIterator[ClientSession]:
    """Somebody with an address of their own."""
    connector = TCPConnector(local_addr=(f"127.1.{number // 250}.{number % 250 + 1}", 0))
    jar = CookieJar(unsafe=True)
    async with ClientSession(connector=connector, cookie_jar=jar) as session:
        yield session


async def status_of(number: int, address: str, forged: Sequence[str] = ()) -> int:
    headers = [("X-Forwarded-For", each) for each in forged]
    async with client(number) as session, session.get(address, headers=headers) as answer:
        return answer.status


async def signs_in(number: int, site: str, name: str, password: str) -> int:
    async with client(number) as session:
        async with session.get(f"{site}/admin/sign-in") as page:
            token = (await page.text()).partition('name="form_token" value="')[2][:64]
        form = {"name": name, "password": password, "form_token": token}
        async with session.post(
            f"{site}/admin/sign-in", data=form, headers={"Origin": site}, allow_redirects=False
        ) as answer:
            return answer.status


def test_compose_says_how_many_there_are() -> None:
    assert 'DALIL_TRUSTED_PROXIES: "2"' in COMPOSE.read_text("utf-8")


async def test_as_many_clients_are_as_many_addresses(site: str) -> None:
    statuses = [await status_of(each, site + OPEN_DATA) for each in range(PER_MINUTE + 10)]
    assert set(statuses) == {200}


async def test_wrong_passwords_of_strangers_lock_nobody_out(site: str) -> None:
    for stranger in range(36):
        assert await signs_in(stranger, site, f"Name{stranger}", "guess") == 422
    assert await signs_in(200, site, "Admin", PASSWORD) == 303


async def test_who_writes_other_addresses_of_themselves_stays_one_client(site: str) -> None:
    forged = [[f"6.6.6.{n}", f"7.7.7.{n}, 8.8.8.{n}"] for n in range(PER_MINUTE + 1)]
    statuses = [await status_of(1, site + OPEN_DATA, each) for each in forged]
    assert statuses == [200] * PER_MINUTE + [429]
    assert await status_of(2, site + OPEN_DATA, ["127.1.0.2"]) == 200
