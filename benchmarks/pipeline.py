"""How many answers a second does the whole service give, on each database, beside the floor?"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import asyncpg

from benchmarks.findings import Findings, at_least, at_most
from benchmarks.people import Measured, Provider, talk
from benchmarks.services import dalil, floor, provider_on_loopback
from bot.database.url import PostgresServer, read_url
from tests.postgres import postgres_server

AT_ONCE = 100
SECONDS = 2.0
ROUNDS = 7
SETTLE_SECONDS = 2.0
NEVER_SLOWER = 0.95
"""Not slower: so much do two measurements of the same thing differ."""


def findings_on_sqlite() -> Findings:
    """The whole service beside the floor, both with commits that wait for the disk."""
    return asyncio.run(_on_sqlite())


def findings_on_postgres() -> Findings:
    """The same on PostgreSQL, by one replica and by two."""
    return asyncio.run(_on_postgres())


async def _on_sqlite() -> Findings:
    provider = Provider()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with (
            provider_on_loopback(provider) as provider_url,
            floor(folder, provider_url) as bare,
            dalil(folder, provider_url) as whole,
        ):
            await asyncio.sleep(SETTLE_SECONDS)
            at_rest = whole.resident_megabytes
            floors, wholes = await _in_turns(provider, [bare.url], [whole.url])
    slowest = statistics.median(each.p99_ms for each in wholes)
    return Findings(
        [
            at_least("pipeline / floor", ratio(wholes, floors), "×", 0.5),
            at_most("99 % of the answers within", slowest, "ms", 250),
            at_most("memory at rest", at_rest, "MB", 120),
        ],
        rounds := {"floor": floors, "pipeline": wholes},
        _lines(rounds),
    )


async def _on_postgres() -> Findings:
    provider = Provider()
    with tempfile.TemporaryDirectory() as name, postgres_server(durable=True) as server:
        folder = Path(name)
        async with (
            provider_on_loopback(provider) as provider_url,
            floor(folder, provider_url) as bare,
            dalil(folder / "a", provider_url, server) as first,
            dalil(folder / "b", provider_url, server) as second,
        ):
            both = [first.url, second.url]
            floors, one, two = await _in_turns(provider, [bare.url], [first.url], both)
            out_of_order = await _out_of_order(server)
    return Findings(
        [
            at_least("pipeline on PostgreSQL / floor", ratio(one, floors), "×", 0.4),
            at_least("two replicas / one", ratio(two, one), "×", NEVER_SLOWER),
            at_most("contacts told out of order", out_of_order, "", 1),
        ],
        rounds := {"floor beside PostgreSQL": floors, "one replica": one, "two replicas": two},
        _lines(rounds),
    )


def _lines(every: Mapping[str, Sequence[Measured]]) -> list[str]:
    lines = []
    for name, rounds in every.items():
        rate = statistics.median(each.per_second for each in rounds)
        middle = statistics.median(each.median_ms for each in rounds)
        worst = statistics.median(each.p99_ms for each in rounds)
        lines.append(
            f"{name:32} {rate:7.0f} answers/s, median {middle:.0f} ms, 99 % within {worst:.0f} ms"
        )
    return lines


def ratio(rounds: Sequence[Measured], others: Sequence[Measured]) -> float:
    """Pair by pair: what else the machine does then weighs on both alike."""
    pairs = zip(rounds, others, strict=True)
    return statistics.median(one.per_second / other.per_second for one, other in pairs)


async def _in_turns(provider: Provider, *services: Sequence[str]) -> list[list[Measured]]:
    rounds: list[list[Measured]] = [[] for _ in services]
    for _ in range(ROUNDS):
        for measured, urls in zip(rounds, services, strict=True):
            measured.append(await talk(urls, provider, AT_ONCE, SECONDS))
    return rounds


async def _out_of_order(server: str) -> int:
    where = read_url(server)
    assert isinstance(where, PostgresServer)
    connection = await asyncpg.connect(**where.connect)
    try:
        return int(
            await connection.fetchval(
                "SELECT COUNT(DISTINCT a.contact_id) FROM outbound_message AS a"
                " JOIN outbound_message AS b ON b.contact_id = a.contact_id AND b.id > a.id"
                " WHERE b.sent_at < a.sent_at"
            )
        )
    finally:
        await connection.close()
