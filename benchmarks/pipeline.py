"""How many answers a second does the whole service give, beside the floor and the peers?"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import uvloop

from benchmarks.by_sms import Twilio
from benchmarks.findings import Findings, at_least, at_most
from benchmarks.on_telegram import Telegram
from benchmarks.people import Measured, Provider, talk
from benchmarks.services import (
    Service,
    dalil,
    floor,
    peer,
    peers_are_installed,
    provider_on_loopback,
)

AT_ONCE = 100
SECONDS = 2.0
ROUNDS = 7
SETTLE_SECONDS = 2.0
FLOOR, WHOLE = "floor", "Dalil"
PEERS = {"aiogram + SQLite FULL": ("aiogram_bot", 1.5), "python-telegram-bot": ("ptb_bot", 4.0)}
"""The file in peers/, and how many times as many answers as it we promise."""


def findings_by_sms() -> Findings:
    """The whole service beside the floor, both with commits that wait for the disk."""
    return uvloop.run(_by_sms())


def findings_on_telegram() -> Findings:
    """The same on Telegram, and beside two bots made of well-known libraries that do far less."""
    return uvloop.run(_on_telegram())


async def _by_sms() -> Findings:
    rounds = await _side_by_side("sms", Twilio(), {})
    return Findings(
        [
            at_least("by SMS / floor", ratio(rounds[WHOLE], rounds[FLOOR]), "×", 0.45),
            at_most("99 % of the answers within", middle(rounds[WHOLE], "p99_ms"), "ms", 250),
            at_most("processor, by SMS", middle(rounds[WHOLE], "cpu_ms"), "ms", 1.6),
        ],
        rounds,
        lines_of(rounds),
    )


async def _on_telegram() -> Findings:
    peers = PEERS if peers_are_installed() else {}
    rounds = await _side_by_side(
        "telegram", Telegram(), {name: file for name, (file, _) in peers.items()}
    )
    lines = lines_of(rounds)
    if not peers:
        lines.append("without the peers: `make bench` installs them, this environment has none")
    return Findings(
        [
            at_least("on Telegram / floor", ratio(rounds[WHOLE], rounds[FLOOR]), "×", 0.5),
            *(
                at_least(f"/ {name}", ratio(rounds[WHOLE], rounds[name]), "×", promised)
                for name, (_, promised) in peers.items()
            ),
            at_most("processor, on Telegram", middle(rounds[WHOLE], "cpu_ms"), "ms", 1.6),
        ],
        rounds,
        lines,
    )


async def _side_by_side(
    channel: str, provider: Provider, peers: Mapping[str, str]
) -> dict[str, list[Measured]]:
    """Rounds of each by its name."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = await stack.enter_async_context(provider_on_loopback(provider))
        services = {
            FLOOR: await stack.enter_async_context(floor(folder, channel, url)),
            WHOLE: await stack.enter_async_context(dalil(folder, provider.settings_at(url))),
        }
        for name, file in peers.items():
            services[name] = await stack.enter_async_context(peer(file, folder, url))
        await asyncio.sleep(SETTLE_SECONDS)
        return await in_turns(provider, {name: [each] for name, each in services.items()})


async def in_turns(
    provider: Provider, services: Mapping[str, Sequence[Service]]
) -> dict[str, list[Measured]]:
    """The same people at each of them, again and again, so that all meet the same machine."""
    rounds: dict[str, list[Measured]] = {name: [] for name in services}
    for _ in range(ROUNDS):
        for name, each in services.items():
            rounds[name].append(await talk(each, provider, AT_ONCE, SECONDS))
    return rounds


def ratio(rounds: Sequence[Measured], others: Sequence[Measured]) -> float:
    """Pair by pair: what else the machine does then weighs on both alike."""
    pairs = zip(rounds, others, strict=True)
    return statistics.median(one.per_second / other.per_second for one, other in pairs)


def middle(rounds: Sequence[Measured], name: str) -> float:
    """The median of one of its numbers over all rounds."""
    return statistics.median(float(getattr(each, name)) for each in rounds)


def lines_of(every: Mapping[str, Sequence[Measured]]) -> list[str]:
    return [
        f"{name:32} {middle(rounds, 'per_second'):7.0f} answers/s,"
        f" {middle(rounds, 'cpu_ms'):.2f} ms of processor each,"
        f" median {middle(rounds, 'median_ms'):.0f} ms,"
        f" 99 % within {middle(rounds, 'p99_ms'):.0f} ms"
        for name, rounds in every.items()
    ]
