"""How many answers a second does the service give on PostgreSQL, by one replica and by two?"""

from __future__ import annotations

import tempfile
from pathlib import Path

import asyncpg
import uvloop

from benchmarks.by_sms import Twilio
from benchmarks.findings import Findings, at_least, at_most
from benchmarks.pipeline import in_turns, lines_of, middle, ratio
from benchmarks.services import dalil, floor, provider_on_loopback
from bot.database.url import PostgresServer, read_url
from tests.postgres import postgres_server

NEVER_SLOWER = 0.95
"""Not slower: so much do two measurements of the same thing differ."""

BARE, ONE, TWO = "floor beside PostgreSQL", "one replica", "two replicas"


def findings() -> Findings:
    return uvloop.run(_findings())


async def _findings() -> Findings:
    provider = Twilio()
    with tempfile.TemporaryDirectory() as name, postgres_server(durable=True) as server:
        folder = Path(name)
        async with (
            provider_on_loopback(provider) as url,
            floor(folder, "sms", url) as bare,
            dalil(folder / "a", provider.settings_at(url), server) as first,
            dalil(folder / "b", provider.settings_at(url), server) as second,
        ):
            rounds = await in_turns(provider, {BARE: [bare], ONE: [first], TWO: [first, second]})
            out_of_order = await _out_of_order(server)
    return Findings(
        [
            at_least("on PostgreSQL / floor", ratio(rounds[ONE], rounds[BARE]), "×", 0.4),
            at_most("processor, a replica", middle(rounds[ONE], "cpu_ms"), "ms", 2.2),
            at_least("two replicas / one", ratio(rounds[TWO], rounds[ONE]), "×", NEVER_SLOWER),
            at_most("contacts told out of order", out_of_order, "", 1),
        ],
        rounds,
        lines_of(rounds),
    )


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
