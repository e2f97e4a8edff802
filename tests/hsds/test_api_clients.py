"""Who asks too often waits; and who is one client?"""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

from aiohttp.test_utils import make_mocked_request

from services_directory.web.clients import MOST_CLIENTS, Allowance, client_of, network_address
from tests.fakes import NOON
from tests.hsds.api_site import open_api


async def test_who_asks_too_often_waits(filled: Path, tmp_path: Path) -> None:
    path = shutil.copy(filled, tmp_path / "dalil.sqlite3")
    async with open_api(f"sqlite://{path}", tmp_path, filled=True, open_data_per_minute=3) as api:
        for _time in range(3):
            await api.ask("/taxonomies")
        refused = await api.ask("/taxonomies", 429)
        assert refused.content_type == "application/problem+json"
        assert refused.headers["Retry-After"] == "20"
        # What it writes itself in front of the proxy's word makes nobody somebody else.
        await api.ask("/taxonomies", 429, X_Forwarded_For="192.0.2.7")
        api.clock.forward(timedelta(seconds=20))
        await api.ask("/taxonomies")
        await api.ask("/taxonomies", 429)


def test_only_so_many_clients_are_remembered() -> None:
    allowance = Allowance(1)
    assert allowance.wait("first", NOON) == 0
    assert allowance.wait("first", NOON) == 60
    for number in range(MOST_CLIENTS):
        allowance.wait(f"client {number}", NOON)
    assert allowance.wait("first", NOON) == 0


def test_a_clock_set_back_locks_nobody_out() -> None:
    allowance = Allowance(2)
    assert allowance.wait("a", NOON) == 0
    assert allowance.wait("a", NOON - timedelta(hours=1)) == 0
    assert allowance.wait("a", NOON - timedelta(hours=1)) == 30


def test_all_addresses_of_a_household_are_one_client() -> None:
    assert client_of("2001:db8:1:2::1") == client_of("2001:db8:1:2:ffff::9")
    assert client_of("2001:db8:1:2::1") != client_of("2001:db8:1:3::1")
    assert client_of("192.0.2.1") != client_of("192.0.2.2")
    assert client_of("no address" * 50) == client_of("no address" * 51)


def test_the_proxy_alone_is_believed() -> None:
    asked = make_mocked_request("GET", "/", headers={"X-Forwarded-For": "192.0.2.9, 192.0.2.1"})
    assert network_address(asked, behind_proxy=True) == "192.0.2.1"
    assert network_address(asked, behind_proxy=False) != "192.0.2.1"
