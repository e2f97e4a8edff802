"""Who asks too often waits; and who is one client?"""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from unittest.mock import Mock

from aiohttp.test_utils import make_mocked_request
from multidict import CIMultiDict

from services_directory.web.clients import MOST_CLIENTS, ClientRateLimit, client_of
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
    allowance = ClientRateLimit(1)
    assert allowance.wait("first", NOON) == 0
    assert allowance.wait("first", NOON) == 60
    for number in range(MOST_CLIENTS):
        allowance.wait(f"client {number}", NOON)
    assert allowance.wait("first", NOON) == 0


def test_a_clock_set_back_locks_nobody_out() -> None:
    allowance = ClientRateLimit(2)
    assert allowance.wait("a", NOON) == 0
    assert allowance.wait("a", NOON - timedelta(hours=1)) == 0
    assert allowance.wait("a", NOON - timedelta(hours=1)) == 30


def client(*lines: str, proxies: int = 1) -> str:
    """Whom these lines of `X-Forwarded-For` say, where the proxy asks from 198.51.100.9."""
    headers = CIMultiDict([("X-Forwarded-For", line) for line in lines])
    transport = Mock()
    transport.get_extra_info.return_value = ("198.51.100.9", 4711)
    asked = make_mocked_request("GET", "/", headers=headers, transport=transport)
    return client_of(asked, proxies)


def test_all_addresses_of_a_household_are_one_client() -> None:
    assert client("2001:db8:1:2::1") == client("2001:db8:1:2:ffff::9")
    assert client("2001:db8:1:2::1") != client("2001:db8:1:3::1")
    assert client("192.0.2.1") != client("192.0.2.2")
    assert client("::ffff:192.0.2.1") == client("192.0.2.1")


def test_the_proxies_alone_are_believed() -> None:
    assert client("192.0.2.9, 192.0.2.1") == "192.0.2.1"
    assert client("192.0.2.9, 192.0.2.1, 10.0.0.1", proxies=2) == "192.0.2.1"
    assert client("192.0.2.9, 192.0.2.1", proxies=0) == "198.51.100.9"


def test_a_line_of_the_clients_own_before_the_proxys_counts_for_nothing() -> None:
    assert client("192.0.2.9", "192.0.2.1") == "192.0.2.1"
    assert client("192.0.2.9", "192.0.2.1", "10.0.0.1", proxies=2) == "192.0.2.1"


def test_who_went_past_the_outer_proxy_is_known_by_the_inner_one() -> None:
    assert client("192.0.2.1", proxies=2) == "192.0.2.1"


def test_a_port_makes_nobody_another_client() -> None:
    assert client("192.0.2.1:4711") == client("192.0.2.1:4712") == "192.0.2.1"
    assert client("[2001:db8:1:2::1]:4711") == client("2001:db8:1:2::9")


def test_what_is_no_address_is_the_proxy_itself() -> None:
    for told in ("", "unknown", "a" * 5000, "192.0.2.1, "):
        assert client(told) == "198.51.100.9"


def test_a_costly_request_counts_as_several_and_never_as_too_many() -> None:
    allowance = ClientRateLimit(4)
    assert allowance.wait("a", NOON, cost=10) == 0
    assert allowance.wait("a", NOON) == 15
    assert allowance.wait("b", NOON, cost=3) == 0
    assert allowance.wait("b", NOON, cost=3) == 30
